import { describeStep } from '../commands/describe-step.js';
import { keyOf } from '../commands/lower/placing.js';
import type { PlacedStep, StepOutcomes, StepPlan } from '../commands/step-plan.js';
import { assertNever } from '../foundation/assert-never.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { StepFailureCause, StepOutcome } from '../steps/step-outcome.js';
import type { Evidence, EvidenceItem, EvidenceOutcome, EvidenceSource } from './evidence.js';
import { MAX_EVIDENCE_CHARACTERS } from './evidence.js';
import type { Masker } from './mask/masker.js';

export interface EvidenceReading {
  readonly spec: ClusterSpec;
  readonly plan: StepPlan;
  readonly outcomes: StepOutcomes;
  readonly mask: Masker;
  /** When the plan was started, on the clock of the machine that asks. */
  readonly collectedAtMs: number;
}

/** What the steps of an `evidencePlan` came to. Nothing leaves without having passed the masker. */
export function readEvidence({ spec, plan, outcomes, mask, collectedAtMs }: EvidenceReading): Evidence {
  const items = plan.stages.flatMap(({ steps }) =>
    steps.flatMap((placed) => {
      const outcome = outcomes.get(placed.key);
      return outcome === undefined ? [] : [itemOf(placed, outcome, mask)];
    }),
  );
  const asked = new Set(items.map(({ host }) => host));
  const hosts = spec.hosts
    .filter(({ name }) => asked.has(name))
    .map(({ name, role, advertiseAddress }) => ({ name, role, advertiseAddress }));
  return { collectedAtMs, endpoint: spec.controlPlaneEndpoint, hosts, items };
}

function itemOf(placed: PlacedStep, outcome: StepOutcome, mask: Masker): EvidenceItem {
  const what = placed.key.slice(keyOf(placed.host, '').length);
  const space = what.indexOf(' ');
  const source = (space < 0 ? what : what.slice(0, space)) as EvidenceSource;
  return {
    host: placed.host,
    source,
    ...(space < 0 ? {} : { subject: what.slice(space + 1) }),
    tried: mask(describeStep(placed.step)),
    outcome: ending(outcome, mask),
    text: lastLines(mask(said(outcome))),
  };
}

function said({ stdout, stderr }: StepOutcome): string {
  return stdout === '' || stderr === '' || stdout.endsWith('\n') ? stdout + stderr : `${stdout}\n${stderr}`;
}

/** Masked before it is cut: half of a secret would not be recognised. */
function lastLines(text: string): string {
  if (text.length <= MAX_EVIDENCE_CHARACTERS) return text;
  const end = text.slice(-MAX_EVIDENCE_CHARACTERS);
  const newline = end.indexOf('\n');
  return newline < 0 ? end : end.slice(newline + 1);
}

function ending(outcome: StepOutcome, mask: Masker): EvidenceOutcome {
  switch (outcome.kind) {
    case 'succeeded':
      return { kind: 'answered' };
    case 'unknown':
      return { kind: 'no-answer', detail: outcome.cause };
    case 'failed':
      return outcome.cause.kind === 'unreachable'
        ? { kind: 'no-answer', detail: `unreachable: ${mask(outcome.cause.detail)}` }
        : { kind: 'failed', detail: mask(detailOf(outcome.cause)) };
    default:
      return assertNever(outcome);
  }
}

function detailOf(cause: StepFailureCause): string {
  switch (cause.kind) {
    case 'exit':
      return `exit ${String(cause.code)}`;
    case 'signal':
      return cause.signal;
    case 'unreachable':
    case 'io':
      return cause.detail;
    case 'absent':
      return `no such file: ${cause.path}`;
    case 'tcp':
      return cause.reason;
    default:
      return assertNever(cause);
  }
}
