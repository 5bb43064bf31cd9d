import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../src/engine/scheduler.js';
import { Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import type { LeasedRun } from './leased-runs.js';
import { eventsOf, interleaved, killAfter, overlaps, startLeased } from './leased-runs.js';

const MINUTE = 60_000;
const MASTERS = ['master1', 'master2', 'master3'] as const;

const spec = tutorialSpec();

async function endings(runs: readonly LeasedRun[]): Promise<readonly (string | undefined)[]> {
  const results = await Promise.all(runs.map(({ result }) => result));
  return results.map((result) => result?.status);
}

describe('runs of one cluster that are started together', () => {
  it('never change it at the same time, whenever each begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 2 * MINUTE }), { minLength: 1, maxLength: 2 }),
        async (seed, offsets) => {
          const simulation = new Simulation({ spec, seed });
          const runs = [0, ...offsets].map((afterMs, index) =>
            startLeased(simulation, `run-${index}`, { afterMs }),
          );
          expect(new Set(await endings(runs))).toEqual(new Set(['ready']));
          expect(overlaps(runs)).toEqual([]);
          expect(interleaved(runs).length).toBeLessThanOrEqual(runs.length);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('refuse while the other one is alive, and say whose the cluster is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 10, max: 40_000 }),
        async (seed, afterMs) => {
          const simulation = new Simulation({ spec, seed });
          const first = startLeased(simulation, 'first');
          const second = startLeased(simulation, 'second', { afterMs, lease: { whenHeld: 'refuse' } });
          expect(await endings([first, second])).toEqual(['ready', 'refused']);
          expect(second.events.every(({ type }) => type.startsWith('lease.'))).toBe(true);
          const [refused] = eventsOf(second, 'lease.refused');
          expect(refused?.refusal.summary).toContain('first@test (process 1, run first)');
        },
      ),
      { numRuns: 5 },
    );
  });

  it('take over from one that is killed, and not before it was silent for its whole duration', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 10, max: 60_000 }),
        fc.integer({ min: 0, max: 2 * MINUTE }),
        async (seed, killedMs, afterMs) => {
          const simulation = new Simulation({ spec, seed });
          const first = startLeased(simulation, 'first');
          killAfter(simulation, first, killedMs);
          const second = startLeased(simulation, 'second', { afterMs });
          const third = startLeased(simulation, 'third', { afterMs: afterMs + 5_000 });
          const runs = [first, second, third];
          await endings(runs);
          expect(overlaps(runs)).toEqual([]);
          const takers = [second, third].flatMap((run) => eventsOf(run, 'lease.taken-over'));
          for (const { from, atMs } of takers) {
            expect(from.record?.holder.runId).toBe('first');
            expect(from.silentMs).toBeGreaterThanOrEqual(60_000);
            expect(atMs - (first.killedAtMs ?? 0)).toBeGreaterThan(30_000);
          }
          expect(takers.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('stay apart when links are cut, the first master is off, or it is wiped once there is a cluster', async () => {
    const trouble = fc.oneof(
      fc.record({
        kind: fc.constant('cut' as const),
        host: fc.constantFrom(...MASTERS),
        atMs: fc.integer({ min: 0, max: 90_000 }),
        forMs: fc.integer({ min: 1_000, max: 4 * MINUTE }),
      }),
      fc.record({
        kind: fc.constant('off' as const),
        host: fc.constantFrom(...MASTERS),
        atMs: fc.integer({ min: 0, max: 90_000 }),
        forMs: fc.integer({ min: 1_000, max: 4 * MINUTE }),
      }),
      fc.record({
        kind: fc.constant('wipe' as const),
        host: fc.constant('master1' as const),
        atMs: fc.integer({ min: 45_000, max: 120_000 }),
        forMs: fc.integer({ min: 1_000, max: 2 * MINUTE }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 2 * MINUTE }),
        fc.option(fc.integer({ min: 10, max: 2 * MINUTE }), { nil: undefined }),
        trouble,
        async (seed, afterMs, killedMs, { kind, host, atMs, forMs }) => {
          const simulation = new Simulation({ spec, seed });
          const { world } = simulation;
          world.scheduler.after(millis(atMs), () => {
            if (kind === 'cut') {
              const cure = world.network.cut('orchestrator', host);
              world.scheduler.after(millis(forMs), cure);
              return;
            }
            if (kind === 'off') world.host(host).powerOff();
            else simulation.wipe(host);
            world.scheduler.after(millis(forMs), () => {
              simulation.powerOn(host);
            });
          });
          const first = startLeased(simulation, 'first');
          if (killedMs !== undefined) killAfter(simulation, first, killedMs);
          const runs = [first, startLeased(simulation, 'second', { afterMs })];
          await endings(runs);
          expect(overlaps(runs)).toEqual([]);
        },
      ),
      { numRuns: 12 },
    );
  });
});
