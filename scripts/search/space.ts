import fc from 'fast-check';
import type { ClusterSpec } from '@quorate/core';
import type { Fault, Scenario } from '@quorate/sim-driver';
import type { FaultForm } from '@quorate/sim-driver/check';
import { faultForms, scenario, singles, stagesOf, stepBoundaries } from '@quorate/sim-driver/check';
import type { SearchOptions } from './options.js';

/** Which scenarios there are, and how to make the i-th: pairs are too many to hold. */
export interface Space {
  readonly size: number;
  readonly steps: number;
  readonly faults: number;
  readonly at: (index: number) => Scenario;
}

/** The same options make the same space, in every process. */
export function spaceOf(spec: ClusterSpec, options: SearchOptions): Promise<Space> {
  return options.mode === 'random' ? Promise.resolve(drawn(spec, options)) : placements(spec, options);
}

async function placements(
  spec: ClusterSpec,
  { mode, seed, allHosts, byStage, kinds }: SearchOptions,
): Promise<Space> {
  const steps = await stepBoundaries({ spec, seed, late: {} });
  const every = faultForms(spec, allHosts ? 'every-host' : 'every-role');
  const forms = kinds === undefined ? every : every.filter(({ kind }) => kinds.includes(kind));
  const all = singles(forms, steps, seed);
  const pick = (index: number) => all.slice(index, index + 1);
  const counts = { steps: steps.length, faults: forms.length };
  if (mode === 'singles')
    return { ...counts, size: all.length, at: (index) => ({ spec, seed, faults: pick(index), late: {} }) };
  const paired = (size: number, faultsOf: (first: number, second: number) => readonly Fault[]): Space => ({
    ...counts,
    size: (size * (size - 1)) / 2,
    at: (index) => ({ spec, seed, faults: faultsOf(...pairOf(index)), late: {} }),
  });
  if (!byStage) return paired(all.length, (first, second) => [...pick(first), ...pick(second)]);
  const classes = classesOf(forms, stagesOf(steps), seed);
  return paired(classes.length, (first, second) => [
    ...spokesman(classes[first], second, seed),
    ...spokesman(classes[second], first, seed),
  ]);
}

/** The placements of each kind of fault in each stage. */
function classesOf(
  forms: readonly FaultForm[],
  stages: ReturnType<typeof stagesOf>,
  seed: number,
): readonly (readonly Fault[])[] {
  const kinds = [...new Set(forms.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const own = forms.filter((form) => form.kind === kind);
    return stages.map((stage, turn) => singles(own, stage, seed + turn));
  });
}

/** The placement that stands for its class beside another class: all take turns, and with another seed others meet. */
function spokesman(members: readonly Fault[] | undefined, beside: number, seed: number): readonly Fault[] {
  if (members === undefined) return [];
  const turn = Math.imul(beside + Math.imul(seed, 1_000_003), 0x9e37_79b1) >>> 8;
  const place = turn % members.length;
  return members.slice(place, place + 1);
}

/** The pairs of different things in a row: 0 is [1, 0], then [2, 0], [2, 1], [3, 0] and so on. */
function pairOf(index: number): readonly [number, number] {
  const first = Math.floor((1 + Math.sqrt(1 + 8 * index)) / 2);
  return [first, index - (first * (first - 1)) / 2];
}

function drawn(spec: ClusterSpec, { seed, runs }: SearchOptions): Space {
  const scenarios = fc.sample(scenario(spec), { seed, numRuns: runs });
  const at = (index: number): Scenario => scenarios[index] ?? { spec, seed, faults: [], late: {} };
  return { size: scenarios.length, steps: 0, faults: 0, at };
}

/** From `from` to `to`; of a sample that many of them: pairs drawn with the seed, all others at equal distances. */
export function* indices(size: number, options: SearchOptions): Generator<number> {
  const { mode, seed, sample, from } = options;
  const to = Math.min(size, options.to ?? size);
  if (mode === 'pairs' && sample !== undefined) {
    // Equal distances would meet the same few placements as the second of a pair.
    const any = fc.noBias(fc.integer({ min: from, max: to - 1 }));
    yield* fc.sample(any, { seed, numRuns: sample });
    return;
  }
  const count = sample === undefined ? to - from : Math.min(to - from, sample);
  for (let index = 0; index < count; index += 1) yield from + Math.floor((index * (to - from)) / count);
}
