import { keyOf } from '../commands/lower/placing.js';
import { ASK_TIMEOUT_MS, run } from '../commands/lower/programs.js';
import type { PlacedStep } from '../commands/step-plan.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { HostStep } from '../steps/host-step.js';
import type { EvidenceSource } from './evidence.js';

/** A step that looks, under the name of what it looks at. Its output never reaches a log: it has not been masked yet. */
export function question(
  host: HostSpec,
  source: EvidenceSource,
  step: HostStep,
  subject?: string,
): PlacedStep {
  const what = subject === undefined ? source : `${source} ${subject}`;
  return { key: keyOf(host.name, what), host: host.name, step: sensitive(step) };
}

export function program(...argv: readonly [string, ...string[]]): HostStep {
  return run(argv, { timeoutMs: ASK_TIMEOUT_MS });
}

export function fileAt(path: string): HostStep {
  return { kind: 'read-file', path, timeoutMs: ASK_TIMEOUT_MS };
}

/** The last lines that a unit wrote. */
export function journalOf(unit: string, lines: number): HostStep {
  return program(
    'journalctl',
    '--no-pager',
    '--output=short-iso',
    `--lines=${String(lines)}`,
    `--unit=${unit}`,
  );
}

function sensitive(step: HostStep): HostStep {
  return step.kind === 'run' || step.kind === 'read-file' ? { ...step, sensitive: true } : step;
}
