import type { ClusterSpec } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { eventsOf, overlaps, startLeased, withoutWayTo } from './leased-runs.js';

/** A cluster that is soon there: who is first is decided within milliseconds. */
function smallSpec(): ClusterSpec {
  const spec = tutorialSpec();
  const hosts = spec.hosts.filter(({ name }) => name === 'proxy' || name.startsWith('master'));
  return { ...spec, hosts };
}

const OFFSETS_MS = [0, 1, 3, 5, 10];

describe('two runs that find the lease free at the same moment', () => {
  it.each(OFFSETS_MS)('do not both get the file, %i ms apart', async (afterMs) => {
    const simulation = new Simulation({ spec: smallSpec(), seed: 11 });
    const runs = [startLeased(simulation, 'a'), startLeased(simulation, 'b', { afterMs })];
    const results = await Promise.all(runs.map(({ result }) => result));
    expect(results.map((result) => result?.status)).toEqual(['ready', 'ready']);
    expect(overlaps(runs)).toEqual([]);
    expect(heldTogether(runs)).toBe(false);
  });

  it.each(OFFSETS_MS)('do not both get the object, %i ms apart', async (afterMs) => {
    const simulation = new Simulation({ spec: smallSpec(), seed: 12 });
    expect((await run(simulation)).result.status).toBe('ready');
    // A lease that was given up: both would replace it.
    expect(await startLeased(simulation, 'earlier').result).toMatchObject({ status: 'ready' });
    const stop = new AbortController();
    const runs = ['a', 'b'].map((runId, index) =>
      startLeased(simulation, runId, {
        afterMs: index * afterMs,
        through: withoutWayTo((host) => host === 'master1'),
        stop: stop.signal,
        onEvent: ({ type }) => {
          // Long enough for the other one to have tried.
          if (type === 'lease.acquired')
            simulation.world.scheduler.after(30e6, () => {
              stop.abort();
            });
        },
      }),
    );
    await Promise.all(runs.map(({ result }) => result));
    expect(runs.flatMap((one) => eventsOf(one, 'lease.acquired'))).toHaveLength(1);
  });
});

/** One began to hold the lease before the other had given it up. */
function heldTogether(runs: readonly ReturnType<typeof startLeased>[]): boolean {
  const spans = runs.map((one) => ({
    fromMs: eventsOf(one, 'lease.acquired')[0]?.atMs ?? NaN,
    untilMs: eventsOf(one, 'run.ended')[0]?.atMs ?? NaN,
  }));
  const [a, b] = spans;
  if (a === undefined || b === undefined) throw new Error('two runs');
  return a.fromMs < b.untilMs && b.fromMs < a.untilMs;
}
