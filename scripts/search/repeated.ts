import type { PartResult } from './part.js';

/** How many runs were the same when they were done again. */
export interface Repeated {
  readonly compared: number;
  readonly equal: number;
  /** Indices of the others. */
  readonly different: readonly number[];
}

export function compareRuns(first: readonly PartResult[], second: readonly PartResult[]): Repeated {
  const again = new Map(second.flatMap(({ hashes }) => [...hashes]));
  const all = first.flatMap(({ hashes }) => [...hashes]);
  const different = all.filter(([index, hash]) => again.get(index) !== hash).map(([index]) => index);
  return { compared: all.length, equal: all.length - different.length, different };
}
