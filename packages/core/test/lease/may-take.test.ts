import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeaseView } from '../../src/index.js';
import { mayTake, viewAfter } from '../../src/index.js';
import { ABSENT, FREE, heldBy, ME, OTHER, record, UNSEEN, watched } from './views.js';

const claim = { me: ME, durationMs: 60_000 };

function holds(view: LeaseView, nowMs: number): Readonly<Record<string, string>> {
  return Object.fromEntries(mayTake(view, claim, nowMs).checks.map((one) => [one.id, one.holds]));
}

describe('mayTake', () => {
  it('permits what is free, before there is a cluster and in one', () => {
    expect(mayTake(watched([0, { file: FREE, object: ABSENT }]), claim, 0).allowed).toBe(true);
    expect(mayTake(watched([0, { file: FREE, object: FREE }]), claim, 0).allowed).toBe(true);
  });

  it('permits what this run holds already', () => {
    const view = watched([0, { file: heldBy(ME, '4'), object: heldBy(ME, '90') }]);
    expect(mayTake(view, claim, 0)).toMatchObject({ allowed: true, heldBy: [] });
  });

  it('does not know whether a holder is alive before it was watched, and says whose the lease is', () => {
    const view = watched([1_000, { file: heldBy(OTHER, '4'), object: ABSENT }]);
    const verdict = mayTake(view, claim, 13_000);
    expect(verdict.allowed).toBe(false);
    expect(verdict.checks.find(({ id }) => id === 'file-not-held')).toEqual({
      id: 'file-not-held',
      holds: 'unknown',
      evidence:
        'the file on the first master: held by ada@laptop (process 17, run theirs), unchanged for 12 s of 60 s',
    });
  });

  it('refuses when the holder was seen to renew', () => {
    const view = watched(
      [0, { file: heldBy(OTHER, '4'), object: ABSENT }],
      [5_000, { file: heldBy(OTHER, '5'), object: ABSENT }],
    );
    expect(holds(view, 5_000)['file-not-held']).toBe('no');
  });

  it('takes over what was unchanged for its whole duration, and not a millisecond earlier', () => {
    const look = { file: heldBy(OTHER, '4', 90_000), object: ABSENT };
    const view = watched([0, look], [60_000, look]);
    expect(mayTake(view, claim, 89_999).allowed).toBe(false);
    const verdict = mayTake(view, claim, 90_000);
    expect(verdict).toMatchObject({
      allowed: true,
      heldBy: [{ place: 'file', silentMs: 90_000, expired: true }],
    });
  });

  it('does not believe the times in a record', () => {
    const old = { ...record(OTHER), renewedAtMs: 0 };
    const view = watched([1e12, { file: { kind: 'held', version: '4', record: old }, object: ABSENT }]);
    expect(mayTake(view, claim, 1e12).allowed).toBe(false);
    const ahead = { ...record(OTHER), renewedAtMs: 9e15 };
    const silent = watched([0, { file: { kind: 'held', version: '4', record: ahead }, object: ABSENT }]);
    expect(mayTake(silent, claim, 60_000).allowed).toBe(true);
  });

  it('waits for the expiry in both places', () => {
    const view = watched(
      [0, { file: heldBy(OTHER, '4'), object: heldBy(OTHER, '80') }],
      [30_000, { file: heldBy(OTHER, '4'), object: heldBy(OTHER, '81') }],
    );
    expect(holds(view, 60_000)).toEqual({
      'place-seen': 'yes',
      'file-not-held': 'yes',
      'object-not-held': 'no',
    });
  });

  it('permits nothing when neither place can be seen', () => {
    const view = watched([0, { file: UNSEEN, object: UNSEEN }]);
    expect(holds(view, 1e9)).toEqual({ 'place-seen': 'no' });
    const noCluster = watched([0, { file: UNSEEN, object: ABSENT }]);
    expect(mayTake(noCluster, claim, 1e9).allowed).toBe(false);
  });

  it('watches the one place that it sees for a whole duration, because somebody may hold the other one alone', () => {
    for (const look of [
      { file: UNSEEN, object: { kind: 'free', version: '' } as const },
      { file: FREE, object: UNSEEN },
    ]) {
      const view = watched([0, look], [30_000, look]);
      expect(holds(view, 59_999)['unseen-place-idle']).toBe('unknown');
      expect(mayTake(view, claim, 60_000).allowed).toBe(true);
    }
  });

  it('keeps what it saw over looks that saw nothing, but not over a change', () => {
    const held = { file: heldBy(OTHER, '4'), object: ABSENT };
    const through = watched([0, held], [30_000, { file: UNSEEN, object: ABSENT }], [50_000, held]);
    expect(mayTake(through, claim, 60_000).allowed).toBe(true);
    const renewed = { file: heldBy(OTHER, '5'), object: ABSENT };
    const changed = watched([0, held], [30_000, { file: UNSEEN, object: ABSENT }], [50_000, renewed]);
    expect(mayTake(changed, claim, 60_000).allowed).toBe(false);
  });

  it('respects a record that it cannot read until it was silent for long enough', () => {
    const view = watched([0, { file: { kind: 'held', version: '4' }, object: ABSENT }]);
    expect(mayTake(view, claim, 59_999).allowed).toBe(false);
    expect(mayTake(view, claim, 60_000).allowed).toBe(true);
  });

  it('never permits while a holder renews within its duration, whatever the clocks say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e15 }),
        fc.integer({ min: -1e10, max: 1e10 }),
        fc.array(fc.integer({ min: 1, max: 59_999 }), { minLength: 1, maxLength: 12 }),
        (startMs, skewMs, gaps) => {
          let nowMs = startMs;
          let view: LeaseView | undefined;
          gaps.forEach((gap, index) => {
            const mark = { ...record(OTHER), renewedAtMs: Math.max(0, nowMs + skewMs) };
            const look = {
              file: { kind: 'held', version: String(index), record: mark },
              object: ABSENT,
            } as const;
            view = viewAfter(view, look, nowMs);
            nowMs += gap;
            expect(mayTake(view, claim, nowMs).allowed).toBe(false);
          });
        },
      ),
    );
  });
});
