import type { Tri } from '../foundation/tri.js';
import type { LeaseHolder, LeaseRecord } from './lease-record.js';
import { describeHolder } from './lease-record.js';
import { DEFAULT_LEASE_MS } from './lease-timing.js';
import type { LeasePlace, LeaseView, PlaceView } from './lease-view.js';
import { LEASE_PLACES } from './lease-view.js';

export type LeaseCheckId = 'place-seen' | 'file-not-held' | 'object-not-held' | 'unseen-place-idle';

/** One condition, with what was seen. Only `yes` permits. */
export interface LeaseCheck {
  readonly id: LeaseCheckId;
  readonly holds: Tri;
  readonly evidence: string;
}

/** Somebody else's lease, as it was seen. */
export interface HeldBy {
  readonly place: LeasePlace;
  /** Absent: the record cannot be read. */
  readonly record?: LeaseRecord;
  /** How long it has been seen unchanged, on the observer's own clock. */
  readonly silentMs: number;
  readonly expired: boolean;
}

export interface LeaseVerdict {
  readonly subject: string;
  readonly allowed: boolean;
  readonly checks: readonly LeaseCheck[];
  /** Whose leases were found, expired ones too. */
  readonly heldBy: readonly HeldBy[];
}

/** What a lease is asked for with. */
export interface LeaseClaim {
  readonly me: LeaseHolder;
  readonly durationMs: number;
}

const NAMES: Readonly<Record<LeasePlace, string>> = {
  file: 'the file on the first master',
  object: 'the Lease kube-system/quorate',
};

/**
 * Whether the lease may be taken now. Two machines' clocks are never compared: a lease has expired when it was seen unchanged for
 * its whole duration on one's own clock (the one of `viewAfter`), as in client-go's leader election. While one place cannot be seen, somebody may
 * hold it alone; they would take the other one at their next renewal, so that one must have been idle for a whole duration too.
 */
export function mayTake(view: LeaseView, { me, durationMs }: LeaseClaim, nowMs: number): LeaseVerdict {
  const heldBy = LEASE_PLACES.flatMap(
    (place) => othersLease(place, view[place], me, durationMs, nowMs) ?? [],
  );
  const checks = [
    placeSeen(view),
    ...LEASE_PLACES.flatMap((place) => notHeld(place, view[place], me, heldBy) ?? []),
    ...(unseenPlaceIdle(view, me, durationMs, nowMs) ?? []),
  ];
  return {
    subject: `take the lease for ${describeHolder(me)}`,
    allowed: checks.every(({ holds }) => holds === 'yes'),
    checks,
    heldBy,
  };
}

function isMine({ look }: PlaceView, me: LeaseHolder): boolean {
  return look.kind === 'held' && look.record?.holder.runId === me.runId;
}

function isSeen({ look }: PlaceView): boolean {
  return look.kind === 'free' || look.kind === 'held';
}

function placeSeen(view: LeaseView): LeaseCheck {
  const seen = LEASE_PLACES.filter((place) => isSeen(view[place]));
  const evidence = LEASE_PLACES.map((place) => {
    const { look } = view[place];
    if (look.kind === 'unseen') return `${NAMES[place]}: not seen: ${look.why}`;
    return `${NAMES[place]}: ${look.kind === 'absent' ? 'there is no cluster yet' : 'seen'}`;
  });
  return { id: 'place-seen', holds: seen.length > 0 ? 'yes' : 'no', evidence: evidence.join('; ') };
}

function othersLease(
  place: LeasePlace,
  view: PlaceView,
  me: LeaseHolder,
  ownDurationMs: number,
  nowMs: number,
): HeldBy | undefined {
  const { look, sinceMs } = view;
  if (look.kind !== 'held' || isMine(view, me)) return undefined;
  const { record } = look;
  const silentMs = nowMs - sinceMs;
  const durationMs = record?.durationMs ?? Math.max(ownDurationMs, DEFAULT_LEASE_MS);
  return {
    place,
    ...(record === undefined ? {} : { record }),
    silentMs,
    expired: silentMs >= durationMs,
  };
}

function notHeld(
  place: LeasePlace,
  view: PlaceView,
  me: LeaseHolder,
  others: readonly HeldBy[],
): LeaseCheck | undefined {
  if (!isSeen(view)) return undefined;
  const id = `${place}-not-held` as const;
  if (isMine(view, me)) return { id, holds: 'yes', evidence: `${NAMES[place]}: this run's own` };
  const held = others.find((one) => one.place === place);
  if (held === undefined) return { id, holds: 'yes', evidence: `${NAMES[place]}: nobody's` };
  // Nobody knows whether it is alive before it was seen to renew, or to be silent for long enough.
  const holds = held.expired ? 'yes' : view.renewed ? 'no' : 'unknown';
  return { id, holds, evidence: `${NAMES[place]}: ${describeHeld(held)}` };
}

/** `held by ada@laptop (process 17, run r1), unchanged for 12 s of 60 s`. */
export function describeHeld({ record, silentMs, expired }: HeldBy): string {
  const silent = `unchanged for ${Math.floor(silentMs / 1000)} s`;
  if (record === undefined) return `held by somebody whose record cannot be read, ${silent}`;
  const of = `of ${Math.ceil(record.durationMs / 1000)} s`;
  return `${expired ? 'expired, was' : 'held'} by ${describeHolder(record.holder)}, ${silent} ${of}`;
}

function unseenPlaceIdle(
  view: LeaseView,
  me: LeaseHolder,
  ownDurationMs: number,
  nowMs: number,
): readonly LeaseCheck[] | undefined {
  const unseen = LEASE_PLACES.find((place) => view[place].look.kind === 'unseen');
  const seen = LEASE_PLACES.find((place) => isSeen(view[place]));
  if (unseen === undefined || seen === undefined || isMine(view[seen], me)) return undefined;
  const neededMs = Math.max(ownDurationMs, DEFAULT_LEASE_MS);
  const idleMs = nowMs - view[seen].sinceMs;
  const evidence =
    `${NAMES[unseen]} cannot be seen, and whoever holds it would have taken or renewed ${NAMES[seen]}: ` +
    `unchanged for ${Math.floor(idleMs / 1000)} s of ${Math.ceil(neededMs / 1000)} s`;
  return [{ id: 'unseen-place-idle', holds: idleMs >= neededMs ? 'yes' : 'unknown', evidence }];
}
