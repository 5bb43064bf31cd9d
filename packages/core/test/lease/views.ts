import type { LeaseHolder, LeaseLook, LeaseRecord, LeaseView, PlaceLook } from '../../src/index.js';
import { viewAfter } from '../../src/index.js';

export const ME: LeaseHolder = { name: 'me@here', pid: 1, runId: 'mine' };
export const OTHER: LeaseHolder = { name: 'ada@laptop', pid: 17, runId: 'theirs' };

export function record(holder: LeaseHolder, durationMs = 60_000): LeaseRecord {
  return { holder, acquiredAtMs: 0, renewedAtMs: 0, durationMs };
}

export function heldBy(holder: LeaseHolder, version: string, durationMs = 60_000): PlaceLook {
  return { kind: 'held', version, record: record(holder, durationMs) };
}

export const FREE: PlaceLook = { kind: 'free', version: '0' };
export const ABSENT: PlaceLook = { kind: 'absent' };
export const UNSEEN: PlaceLook = { kind: 'unseen', why: 'master1: no route to host' };

/** What was seen, and when on the observer's clock. */
export function watched(...looks: readonly (readonly [number, LeaseLook])[]): LeaseView {
  let view: LeaseView | undefined;
  for (const [atMs, look] of looks) view = viewAfter(view, look, atMs);
  if (view === undefined) throw new Error('nothing was seen');
  return view;
}
