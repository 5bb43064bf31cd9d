import type { Tri } from '../../foundation/tri.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { ProbeApiCommand } from '../command.js';
import { QUESTIONS } from '../lower/observe.js';
import type { LoweringContext } from '../lowering-context.js';
import type { CommandReport } from '../report.js';
import type { StepOutcomes } from '../step-plan.js';
import { Answers } from './answers.js';
import { readApiReady } from './api-ready.js';

/** Always succeeds: what was not answered is unknown. */
export function readProbeApi(
  { hosts }: ProbeApiCommand,
  outcomes: StepOutcomes,
  { spec }: LoweringContext,
): CommandReport {
  const answers = Object.fromEntries(
    hosts.map((name) => {
      const given = new Answers(hostNamed(spec, name), outcomes);
      const itself = ready(given.outcome(QUESTIONS.apiReady));
      return [name, { itself, viaEndpoint: ready(given.outcome(QUESTIONS.apiReadyViaEndpoint)) }];
    }),
  );
  return { outcome: 'succeeded', facts: { kind: 'api', answers } };
}

function ready(outcome: StepOutcome | undefined): Tri {
  return outcome === undefined ? 'unknown' : readApiReady(outcome);
}
