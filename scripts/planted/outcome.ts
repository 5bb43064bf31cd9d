import type { Failure, TestRun } from './results-reporter.js';

/** What planting one rule has shown. */
export type Outcome =
  | { readonly kind: 'caught'; readonly by: Failure }
  | { readonly kind: 'survived' }
  /** Tests could not even run with it: the plant is wrong, and nothing is shown. */
  | { readonly kind: 'broken'; readonly errors: readonly Failure[] };

export function outcomeOf({ failures: [by], errors }: TestRun): Outcome {
  if (errors.length > 0) return { kind: 'broken', errors };
  return by === undefined ? { kind: 'survived' } : { kind: 'caught', by };
}
