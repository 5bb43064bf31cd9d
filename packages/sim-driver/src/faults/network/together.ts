import type { Cure } from '../fault.js';

/** One cure of several. */
export function together(cures: readonly Cure[]): Cure {
  return () => {
    for (const cure of cures) cure();
  };
}
