import type { Difference } from './compare.js';
import { firstDifference } from './compare.js';
import { record, TooSlow } from './record.js';
import type { Recording } from './recording.js';
import type { Script } from './script.js';
import { simulate } from './simulate.js';

/** What running one script on both sides gave. */
export type Examined =
  | { readonly kind: 'alike'; readonly recording: Recording }
  /** Each time it was run. */
  | { readonly kind: 'different'; readonly difference: Difference }
  /** Not each time: something on this machine came in between. */
  | { readonly kind: 'not-repeated'; readonly difference: Difference }
  /** At each attempt a step fell into a moment in which chance decides. */
  | { readonly kind: 'too-slow'; readonly reason: string };

/** A difference is one when it is seen this often, and never not. */
const REPEATS = 3;
const ATTEMPTS = 4;

export async function examine(script: Script, version: string): Promise<Examined> {
  const once = await compared(script, version);
  if (once.kind !== 'different') return once;
  for (let repeat = 2; repeat <= REPEATS; repeat += 1) {
    const again = await compared(script, version);
    if (again.kind !== 'different') return { kind: 'not-repeated', difference: once.difference };
  }
  return once;
}

async function compared(
  script: Script,
  version: string,
): Promise<Exclude<Examined, { readonly kind: 'not-repeated' }>> {
  const recorded = await recordInTime(script, version);
  if (recorded.kind === 'too-slow') return recorded;
  const { recording } = recorded;
  const difference = firstDifference(recording, simulate(recording));
  return difference === undefined ? { kind: 'alike', recording } : { kind: 'different', difference };
}

/** Records a script; again when a step fell into a moment in which chance decides. */
export async function recordInTime(
  script: Script,
  version: string,
): Promise<
  | { readonly kind: 'recorded'; readonly recording: Recording }
  | { readonly kind: 'too-slow'; readonly reason: string }
> {
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return { kind: 'recorded', recording: await record(script, version) };
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error;
      reason = error.message;
    }
  }
  return { kind: 'too-slow', reason };
}

/** When enough is known: as soon as so many results settle something, no further item is taken up. */
export interface Enough<R> {
  readonly wanted: number;
  readonly settled: (result: R) => boolean;
}

/** Some at a time, each with processes of its own; most of the time they wait. Default: all of them. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
  { wanted, settled }: Enough<R> = { wanted: items.length, settled: () => true },
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  /** Those that settle something, and those that still may. */
  let hopeful = 0;
  const worker = async (): Promise<void> => {
    while (hopeful < wanted) {
      const next = queue.shift();
      if (next === undefined) return;
      const [index, item] = next;
      hopeful += 1;
      const result = await work(item);
      results[index] = result;
      if (!settled(result)) hopeful -= 1;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

const MAX_ROUNDS = 5;

/** Drops what is not needed for the difference: everything after it, then single steps for as long as that works. */
export async function shrink(difference: Difference, version: string): Promise<Difference> {
  let smallest = difference;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { script, steps } = smallest.recording;
    const first = steps.findIndex((recorded) => recorded.title !== steps[0]?.title);
    const needed = script.steps.slice(0, Math.max(0, smallest.step - first + 1));
    const candidates = needed.map((_, index) => ({ ...script, steps: needed.toSpliced(index, 1) }));
    const examined = await inParallel(candidates, candidates.length, (candidate) =>
      examine(candidate, version),
    );
    const found = examined.find((one) => one.kind === 'different');
    if (found === undefined) return smallest;
    smallest = found.difference;
  }
  return smallest;
}
