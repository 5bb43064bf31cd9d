import type { LeaseRecord } from './lease-record.js';

/** Where a lease is held: a file on the first master of the spec, and an object in the cluster once there is one. */
export type LeasePlace = 'file' | 'object';

export const LEASE_PLACES: readonly LeasePlace[] = ['file', 'object'];

/** What one look at a place came to. `version` is what a write must name: it succeeds only if nobody wrote meanwhile. */
export type PlaceLook =
  | { readonly kind: 'free'; readonly version: string; readonly record?: LeaseRecord }
  /** Without a record: somebody's, in a form that cannot be read. */
  | { readonly kind: 'held'; readonly version: string; readonly record?: LeaseRecord }
  /** The object only: every master was seen, and none belongs to a cluster. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unseen'; readonly why: string };

export interface LeaseLook {
  readonly file: PlaceLook;
  readonly object: PlaceLook;
}

/** A place as it has been seen over time, on the observer's own clock: one that is never ahead of the time that passes. */
export interface PlaceView {
  readonly look: PlaceLook;
  /** Since when it has been seen like this. Looks that saw nothing in between do not count: versions never come back. */
  readonly sinceMs: number;
  /** Its holder was seen to renew it. */
  readonly renewed: boolean;
  readonly lastSeen?: { readonly mark: string; readonly holder: string; readonly sinceMs: number };
}

export type LeaseView = Readonly<Record<LeasePlace, PlaceView>>;

/** Adds a look to what was seen before. `nowMs`: when all of it had ended, so that a slow look is no silence. */
export function viewAfter(before: LeaseView | undefined, look: LeaseLook, nowMs: number): LeaseView {
  return {
    file: placeAfter(before?.file, look.file, nowMs),
    object: placeAfter(before?.object, look.object, nowMs),
  };
}

function placeAfter(before: PlaceView | undefined, look: PlaceLook, nowMs: number): PlaceView {
  const last = before?.lastSeen;
  const kept = last === undefined ? {} : { lastSeen: last };
  if (look.kind === 'unseen' || look.kind === 'absent') {
    const same = before?.look.kind === look.kind;
    return { look, sinceMs: same ? before.sinceMs : nowMs, renewed: before?.renewed ?? false, ...kept };
  }
  const holder = look.kind === 'held' ? holderMark(look.record) : '';
  const mark = `${look.kind} ${look.version} ${holder}`;
  const sinceMs = last?.mark === mark ? last.sinceMs : nowMs;
  const sameHolder = look.kind === 'held' && last?.holder === holder;
  const renewed = sameHolder && (before?.renewed === true || last.mark !== mark);
  return { look, sinceMs, renewed, lastSeen: { mark, holder, sinceMs } };
}

/** Tells the holders of one place apart; a wiped host begins its versions anew. */
function holderMark(record: LeaseRecord | undefined): string {
  return record === undefined ? 'unreadable' : `${record.holder.runId} ${record.acquiredAtMs}`;
}
