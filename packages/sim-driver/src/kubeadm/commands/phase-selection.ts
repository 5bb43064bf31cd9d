import type { Failure } from '../failure.js';
import type { Phase } from '../run.js';
import { phaseNames } from '../run.js';

/** A phase named on the command line, and the name of the group it stands in (with a final slash). */
export interface Selection<C> {
  readonly phase: Phase<C>;
  readonly prefix: string;
}

/** `certs apiserver`, `upload-config all`, `preflight`; undefined when there is no such phase: kubeadm then prints help. */
export function selectPhase<C>(
  phases: readonly Phase<C>[],
  words: readonly string[],
  prefix = '',
): Selection<C> | undefined {
  const [word, ...rest] = words;
  const phase = phases.find((one) => one.name === word);
  if (phase?.phases === undefined || rest[0] === 'all')
    return phase === undefined ? undefined : { phase, prefix };
  return selectPhase(phase.phases, rest, `${prefix}${phase.name}/`);
}

/** A phase to skip that is none of these. */
export function unknownPhase<C>(
  phases: readonly Phase<C>[],
  skipped: readonly string[],
): Failure | undefined {
  if (skipped.length === 0) return undefined;
  const known = phaseNames(phases);
  const unknown = skipped.find((name) => !known.includes(name));
  return unknown === undefined ? undefined : { cause: `invalid phase name: ${unknown}` };
}
