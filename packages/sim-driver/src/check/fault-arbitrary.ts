import type { ClusterSpec } from '@quorate/core';
import fc from 'fast-check';
import type { Fault, FaultDefinition } from '../faults/fault.js';
import { argumentsBy, faultKinds } from './fault-kinds.js';
import { moment } from './moment-arbitrary.js';

export interface FaultChoices {
  /** Default: every kind of the catalogue that fits the cluster. */
  readonly kinds?: readonly string[];
  /** Latest time at which a fault that follows no event strikes, in milliseconds. Default: 120,000. */
  readonly withinMs?: number;
  /** A lasting fault is cured after at most this, in milliseconds. Default: 180,000. */
  readonly longestMs?: number;
}

export interface FaultsChoices extends FaultChoices {
  /** Default: 5. */
  readonly maxFaults?: number;
  /** Each run draws from a random subset of the kinds, so that none hides or crowds out another. Default: true. */
  readonly swarm?: boolean;
}

/** One fault of any kind that fits the cluster. A lasting one comes with its cure: a run is judged once faults have stopped. */
export function fault(spec: ClusterSpec, choices: FaultChoices = {}): fc.Arbitrary<Fault> {
  return faultOf(faultKinds(spec, choices.kinds), spec, choices);
}

/** The faults of one run; none is the simplest. */
export function faults(spec: ClusterSpec, choices: FaultsChoices = {}): fc.Arbitrary<readonly Fault[]> {
  const { maxFaults = 5, swarm = true } = choices;
  const kinds = faultKinds(spec, choices.kinds);
  const list = (some: readonly FaultDefinition[]): fc.Arbitrary<readonly Fault[]> =>
    fc.array(faultOf(some, spec, choices), { maxLength: maxFaults, size: 'max' });
  return swarm ? fc.subarray([...kinds], { minLength: 1 }).chain(list) : list(kinds);
}

function faultOf(
  kinds: readonly FaultDefinition[],
  spec: ClusterSpec,
  { withinMs, longestMs = 180_000 }: FaultChoices,
): fc.Arbitrary<Fault> {
  if (kinds.length === 0) throw new RangeError('no kind of fault fits this cluster');
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      when: moment(spec, withinMs),
      picks: fc.array(fc.nat({ max: 999 }), { minLength: 6, maxLength: 6 }),
      halfSeconds: fc.integer({ min: 1, max: Math.max(1, Math.floor(longestMs / 500)) }),
    })
    .map(({ kind, when, picks, halfSeconds }): Fault => {
      let next = 0;
      const args = argumentsBy(kind, spec, () => picks[next++ % picks.length] ?? 0) ?? {};
      const lasting = kind.timing === 'lasting' ? { forMs: halfSeconds * 500 } : {};
      return { kind: kind.kind, args, when, ...lasting };
    });
}
