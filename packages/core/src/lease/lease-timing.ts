import { invariant } from '../foundation/invariant.js';

/** A lease that nobody renews for this long has expired, unless its holder chose another duration. */
export const DEFAULT_LEASE_MS = 60_000;
/** Two attempts to renew must fit in, each of which may have to find out that a host does not answer. */
export const SHORTEST_LEASE_MS = 30_000;

export interface LeaseTiming {
  readonly durationMs: number;
  /** From one renewal to the next. */
  readonly renewEveryMs: number;
  /** From a failed renewal to the next attempt, and between the looks of a run that waits. */
  readonly retryMs: number;
  /** No change begins when less than this is left: what was begun reaches its host, or is given up, before the lease expires. */
  readonly marginMs: number;
}

export function timingOf(durationMs: number): LeaseTiming {
  invariant(durationMs >= SHORTEST_LEASE_MS, `a lease lasts at least ${SHORTEST_LEASE_MS} ms`, durationMs);
  return {
    durationMs,
    renewEveryMs: Math.floor(durationMs / 3),
    retryMs: Math.floor(durationMs / 12),
    marginMs: Math.floor(durationMs / 4),
  };
}
