import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import type { LeasedRun } from './leased-runs.js';
import { changesOf, eventsOf, overlaps, startLeased, withoutWayTo } from './leased-runs.js';

const spec = tutorialSpec();
const nowhere = withoutWayTo(() => true);
const TEN_MINUTES = 600_000;

/** A clock that somebody sets once. */
function stepping(simulation: Simulation, { byMs, afterMs }: { byMs: number; afterMs: number }) {
  const fromMs = simulation.nowMs() + afterMs;
  return () => (simulation.nowMs() < fromMs ? 0 : byMs);
}

function whenMs(run: LeasedRun, type: 'lease.acquired' | 'lease.lost'): number {
  const [event] = eventsOf(run, type);
  return event === undefined ? NaN : (run.happenedMs.get(event) ?? NaN);
}

describe('a clock that is set while a run goes on', () => {
  it.each([3, 4, 5])(
    'gives a holder that steps back and cannot renew no change after its fence (seed %i)',
    async (seed) => {
      const simulation = new Simulation({ spec, seed });
      const first = startLeased(simulation, 'first', {
        renewThrough: nowhere,
        clockAheadMs: stepping(simulation, { byMs: -TEN_MINUTES, afterMs: 20_000 }),
      });
      const second = startLeased(simulation, 'second', { afterMs: 1_000 });
      const results = await Promise.all([first.result, second.result]);
      expect(results).toMatchObject([
        { status: 'lease-lost', loss: { kind: 'not-renewed' } },
        { status: 'ready' },
      ]);
      const fenceMs = whenMs(first, 'lease.acquired') + 45_000;
      for (const change of changesOf(first)) expect(change.untilMs).toBeLessThanOrEqual(fenceMs);
      expect(eventsOf(second, 'lease.taken-over')).toHaveLength(1);
      expect(overlaps([first, second])).toEqual([]);
    },
  );

  it.each([3, 4, 5])(
    'gives a waiter that steps forward no lease that is being renewed (seed %i)',
    async (seed) => {
      const simulation = new Simulation({ spec, seed });
      const first = startLeased(simulation, 'first');
      const second = startLeased(simulation, 'second', {
        afterMs: 1_000,
        clockAheadMs: stepping(simulation, { byMs: TEN_MINUTES, afterMs: 10_000 }),
      });
      const results = await Promise.all([first.result, second.result]);
      expect(results.map((result) => result?.status)).toEqual(['ready', 'ready']);
      expect(eventsOf(second, 'lease.taken-over')).toEqual([]);
      expect(overlaps([first, second])).toEqual([]);
    },
  );

  it('ends a holder whose machine was suspended, although no time has passed for it', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const first = startLeased(simulation, 'first', {
      clockAheadMs: stepping(simulation, { byMs: TEN_MINUTES, afterMs: 30_000 }),
    });
    const startedMs = simulation.nowMs();
    expect(await first.result).toMatchObject({ status: 'lease-lost' });
    expect(whenMs(first, 'lease.lost') - startedMs).toBeLessThan(40_000);
  });

  it('keeps a waiter that steps back waiting no longer than any other', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const first = startLeased(simulation, 'first', { renewThrough: nowhere });
    const second = startLeased(simulation, 'second', {
      afterMs: 1_000,
      clockAheadMs: stepping(simulation, { byMs: -TEN_MINUTES, afterMs: 20_000 }),
    });
    await Promise.all([first.result, second.result]);
    const waitedMs = whenMs(second, 'lease.acquired') - whenMs(first, 'lease.acquired');
    expect(waitedMs).toBeGreaterThanOrEqual(60_000);
    expect(waitedMs).toBeLessThan(75_000);
  });
});
