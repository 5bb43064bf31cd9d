import { invariant } from '../foundation/invariant.js';
import type { LeaseEvent } from '../lease/lease-event.js';
import type { LeaseHolder, LeaseRecord } from '../lease/lease-record.js';
import type { LeaseTiming } from '../lease/lease-timing.js';
import { DEFAULT_LEASE_MS, timingOf } from '../lease/lease-timing.js';

/** How a run asks for its lease. */
export interface LeaseOptions {
  readonly holder: LeaseHolder;
  /** Default and shortest: `DEFAULT_LEASE_MS`, `SHORTEST_LEASE_MS`. It is renewed every third of this. */
  readonly durationMs?: number;
  /**
   * When it is somebody else's: `refuse` ends as soon as that holder was seen to be alive, `wait` waits for its end. Both take over
   * a lease that was seen unchanged for its whole duration, and both may therefore need that long.
   */
  readonly whenHeld: 'refuse' | 'wait';
}

/** The same, checked and complete. */
export interface LeaseRequest {
  readonly holder: LeaseHolder;
  readonly timing: LeaseTiming;
  readonly whenHeld: 'refuse' | 'wait';
  readonly emit: (event: LeaseEvent) => void;
}

/** Throws (a broken invariant) for a run id that is no file name, and for a duration that is too short. */
export function leaseRequest(options: LeaseOptions, emit: (event: LeaseEvent) => void): LeaseRequest {
  const { holder, durationMs = DEFAULT_LEASE_MS, whenHeld } = options;
  invariant(/^[\w-][\w.-]{0,63}$/.test(holder.runId), 'a run id is a plain file name', holder.runId);
  return { holder, timing: timingOf(durationMs), whenHeld, emit };
}

export function recordOf(
  { holder, timing }: LeaseRequest,
  acquiredAtMs: number,
  renewedAtMs: number,
): LeaseRecord {
  return { holder, acquiredAtMs, renewedAtMs, durationMs: timing.durationMs };
}
