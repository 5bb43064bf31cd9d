import type { Difference } from './compare.js';
import { firstDifference } from './compare.js';
import { record, TooSlow } from './record.js';
import type { Recording } from './recording.js';
import type { Script } from './script.js';
import { simulate } from './simulate.js';

/** What running one script on both sides gave. */
export type Examined =
  | { readonly kind: 'alike'; readonly recording: Recording }
  /** Twice. */
  | { readonly kind: 'different'; readonly difference: Difference }
  /** Once, and not again: something on this machine came in between. */
  | { readonly kind: 'not-repeated'; readonly difference: Difference }
  /** At each attempt a step fell into a moment in which chance decides. */
  | { readonly kind: 'too-slow'; readonly reason: string };

const ATTEMPTS = 4;

export async function examine(script: Script, version: string): Promise<Examined> {
  let difference: Difference | undefined;
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const recording = await recordInTime(script, version);
    if (typeof recording === 'string') {
      reason = recording;
      continue;
    }
    const found = firstDifference(recording, simulate(recording));
    if (found !== undefined && difference !== undefined) return { kind: 'different', difference: found };
    if (found === undefined)
      return difference === undefined ? { kind: 'alike', recording } : { kind: 'not-repeated', difference };
    difference = found;
  }
  return difference === undefined ? { kind: 'too-slow', reason } : { kind: 'different', difference };
}

async function recordInTime(script: Script, version: string): Promise<Recording | string> {
  try {
    return await record(script, version);
  } catch (error) {
    if (error instanceof TooSlow) return error.message;
    throw error;
  }
}

/** Some at a time, each with processes of its own; most of the time they wait. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      results[index] = await work(item);
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
