import type { CheckedRun, RunEnd } from '@quorate/sim-driver/check';
import { endKey, faultText, isFailure } from '@quorate/sim-driver/check';

export interface FailedRun {
  readonly index: number;
  readonly seed: number;
  readonly faults: readonly string[];
  readonly end: RunEnd;
}

/** What was run and what it ended in. Plain data: it travels from one process to another. */
export interface Tally {
  ran: number;
  /** Runs in which the moment of at least one fault came. */
  struck: number;
  /** Ready runs that were asked whether a master may be lost. */
  masterLossesAsked: number;
  readonly ends: Record<string, number>;
  readonly endsByKind: Record<string, Record<string, number>>;
  readonly failures: FailedRun[];
}

export function emptyTally(): Tally {
  return { ran: 0, struck: 0, masterLossesAsked: 0, ends: {}, endsByKind: {}, failures: [] };
}

/** The answer is the run as one of those that failed, if it did. */
export function count(tally: Tally, index: number, run: CheckedRun): FailedRun | undefined {
  const key = endKey(run.end);
  tally.ran += 1;
  tally.struck += run.struck.length > 0 ? 1 : 0;
  add(tally.ends, key, 1);
  for (const { kind } of run.struck) add((tally.endsByKind[kind] ??= {}), key, 1);
  if (!isFailure(run.end)) return undefined;
  const { faults, seed } = run.scenario;
  const failure = { index, seed, faults: faults.map(faultText), end: run.end };
  tally.failures.push(failure);
  return failure;
}

/** The same in whichever order the parts arrive. */
export function sumOf(parts: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const part of parts) {
    sum.ran += part.ran;
    sum.struck += part.struck;
    sum.masterLossesAsked += part.masterLossesAsked;
    for (const [key, times] of Object.entries(part.ends)) add(sum.ends, key, times);
    for (const [kind, ends] of Object.entries(part.endsByKind))
      for (const [key, times] of Object.entries(ends)) add((sum.endsByKind[kind] ??= {}), key, times);
    sum.failures.push(...part.failures);
  }
  sum.failures.sort((a, b) => a.index - b.index);
  return { ...sum, ends: sorted(sum.ends), endsByKind: sorted(sum.endsByKind) };
}

function add(counts: Record<string, number>, key: string, times: number): void {
  counts[key] = (counts[key] ?? 0) + times;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
