import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { counting, eventsOf, startLeased } from './leased-runs.js';

const spec = tutorialSpec();

describe('the cost of a lease', () => {
  it('is three short steps a renewal once there is a cluster, and few beside those of the run', async () => {
    const simulation = new Simulation({ spec, seed: 1 });
    const all: number[] = [];
    const renewing: { readonly atMs: number; readonly what: string }[] = [];
    const leased = startLeased(simulation, 'one', {
      through: counting(() => all.push(simulation.nowMs())),
      renewThrough: counting((_host, step) => {
        const what = step.kind === 'run' ? step.argv[0] : step.kind;
        renewing.push({ atMs: simulation.nowMs(), what });
      }),
    });
    expect(await leased.result).toMatchObject({ status: 'ready' });
    const extendedMs = eventsOf(leased, 'lease.extended')[0]?.atMs ?? Infinity;
    const after = renewing.filter(({ atMs }) => atMs > extendedMs + 1_000);
    const renewals = after.filter(({ what }) => what === 'ln').length;
    expect(renewals).toBeGreaterThan(0);
    expect(after.map(({ what }) => what).sort()).toEqual(
      ['kubectl', 'ln', 'rm'].flatMap((what) => Array.from({ length: renewals }, () => what)),
    );
    const ofTheRun = eventsOf(leased, 'step.started').length;
    expect((all.length - ofTheRun) / ofTheRun).toBeLessThan(0.1);
  });

  it('does not hold the run up', async () => {
    const bare = await run(new Simulation({ spec, seed: 1 }));
    const leased = await startLeased(new Simulation({ spec, seed: 1 }), 'one').result;
    expect(leased).toMatchObject({ status: 'ready' });
    expect(Math.abs((leased?.tookMs ?? 0) - bare.result.tookMs)).toBeLessThan(0.1 * bare.result.tookMs);
  });
});
