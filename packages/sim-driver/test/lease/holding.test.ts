import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { changesOf, eventsOf, killAfter, overlaps, startLeased, withoutWayTo } from './leased-runs.js';

const spec = tutorialSpec();
const nowhere = withoutWayTo(() => true);
const notTo = (...names: readonly string[]) => withoutWayTo((host) => names.includes(host));

/** A cluster that is ready, and on whose first master nobody ever held a lease. */
async function readyCluster(): Promise<Simulation> {
  const simulation = new Simulation({ spec, seed: 7 });
  expect((await run(simulation)).result.status).toBe('ready');
  return simulation;
}

describe('the fence', () => {
  it('lets no change begin once the lease was not renewed in time, and ends the run before another one begins', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const first = startLeased(simulation, 'first', { renewThrough: nowhere });
    const second = startLeased(simulation, 'second', { afterMs: 1_000 });
    const [result] = await Promise.all([first.result, second.result]);
    expect(result).toMatchObject({
      status: 'lease-lost',
      loss: { kind: 'not-renewed', summary: expect.stringContaining('connection timed out') },
    });
    const [acquired] = eventsOf(first, 'lease.acquired');
    const fenceMs = (acquired?.atMs ?? 0) + 45_000;
    expect(changesOf(first).length).toBeGreaterThan(0);
    for (const change of changesOf(first)) expect(change.untilMs).toBeLessThanOrEqual(fenceMs);
    expect(eventsOf(second, 'lease.taken-over')).toHaveLength(1);
    expect(overlaps([first, second])).toEqual([]);
    expect(await second.result).toMatchObject({ status: 'ready' });
  });

  it('warns when one place is not renewed, and goes on with the other', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const first = startLeased(simulation, 'first', {
      renewThrough: withoutWayTo((_host, step) => step.kind === 'run' && step.argv[0] === 'kubectl'),
    });
    expect(await first.result).toMatchObject({ status: 'ready' });
    expect(eventsOf(first, 'lease.extended')).toEqual([]);
    expect(eventsOf(first, 'lease.lost')).toEqual([]);
  });

  it('is closed when somebody else is found in the other place', async () => {
    const simulation = await readyCluster();
    simulation.wipe('master3');
    // Neither sees the place of the other: nothing can keep them apart, until the way is back.
    let apart = true;
    const notToMaster1 = withoutWayTo((host) => apart && host === 'master1');
    const noApi = withoutWayTo((_host, step) => apart && step.kind === 'run' && step.argv[0] === 'kubectl');
    const runs = [
      startLeased(simulation, 'object-only', { through: notToMaster1 }),
      startLeased(simulation, 'file-only', { through: noApi }),
    ];
    for (const one of runs)
      void one.result.then(() => {
        apart = false;
      });
    simulation.world.scheduler.after(120e6, () => {
      apart = false;
    });
    simulation.world.scheduler.after(150e6, () => {
      simulation.powerOn('master3');
    });
    const results = await Promise.all(runs.map(({ result }) => result));
    const lost = results.flatMap((result) => (result?.status === 'lease-lost' ? [result.loss.kind] : []));
    expect(lost.every((kind) => kind === 'taken')).toBe(true);
    expect(lost.length).toBeGreaterThan(0);
  });
});

describe('a renewal that fails in its own program', () => {
  const anError = () => {
    throw new Error('a defect');
  };

  it('loses the lease, and with it the run, when a listener throws', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const first = startLeased(simulation, 'first', {
      onEvent: ({ type }) => {
        if (type === 'lease.extended' || type === 'lease.lost') anError();
      },
    });
    expect(await first.result).toMatchObject({
      status: 'lease-lost',
      loss: { kind: 'not-renewed', summary: expect.stringContaining('a defect') },
    });
  });

  it('is a renewal that did not succeed when its driver throws', async () => {
    const simulation = new Simulation({ spec, seed: 3 });
    const first = startLeased(simulation, 'first', { renewThrough: () => ({ run: anError }) });
    expect(await first.result).toMatchObject({
      status: 'lease-lost',
      loss: { kind: 'not-renewed', summary: expect.stringContaining('could not be renewed in time') },
    });
  });
});

describe('clocks of orchestrators', () => {
  it.each([-3 * 3_600_000, 3 * 3_600_000])(
    'are never compared: one that is %i ms ahead waits as long as any other',
    async (clockAheadMs) => {
      const simulation = new Simulation({ spec, seed: 5 });
      const first = startLeased(simulation, 'first');
      const second = startLeased(simulation, 'second', { afterMs: 500, clockAheadMs });
      await Promise.all([first.result, second.result]);
      expect(eventsOf(second, 'lease.taken-over')).toEqual([]);
      const released = eventsOf(first, 'lease.released')[0]?.atMs ?? 0;
      expect(eventsOf(second, 'lease.acquired')[0]?.atMs).toBeGreaterThan(released + clockAheadMs);
    },
  );
});

describe('with one place only', () => {
  it('goes on with the object when the first master is off, after watching it for a whole duration', async () => {
    const simulation = await readyCluster();
    simulation.world.host('master1').powerOff();
    const one = startLeased(simulation, 'one');
    await one.result;
    const [acquired] = eventsOf(one, 'lease.acquired');
    expect(acquired?.places).toEqual(['object']);
    expect(acquired?.verdict.checks.find(({ id }) => id === 'unseen-place-idle')?.evidence).toMatch(
      /cannot be seen.*unchanged for 6\d s of 60 s/,
    );
  });

  it('goes on with the file when the cluster has no quorum', async () => {
    const simulation = await readyCluster();
    simulation.world.host('master2').powerOff();
    simulation.world.host('master3').powerOff();
    simulation.advance(30_000);
    const one = startLeased(simulation, 'one');
    expect(await one.result).toMatchObject({ status: 'blocked' });
    expect(eventsOf(one, 'lease.acquired').map(({ places }) => places)).toEqual([['file']]);
  });

  it('refuses without changing anything when neither can be asked, and says which', async () => {
    const simulation = new Simulation({ spec, seed: 1 });
    simulation.world.host('master1').powerOff();
    const one = startLeased(simulation, 'one', { lease: { whenHeld: 'refuse' } });
    expect(await one.result).toMatchObject({
      status: 'refused',
      refusal: { kind: 'no-place', summary: expect.stringContaining('no route to host') },
    });
    expect(one.events.map(({ type }) => type)).toEqual(['lease.refused']);
  });

  it('waits for a place until the patience of the spec is over', async () => {
    const simulation = new Simulation({ spec, seed: 1 });
    simulation.world.host('master1').powerOff();
    const one = startLeased(simulation, 'one');
    const result = await one.result;
    expect(result).toMatchObject({ status: 'refused' });
    expect(result?.tookMs).toBeGreaterThanOrEqual(spec.budgets.blockedPatienceMs);
  });

  it('respects a holder whom it sees in one place only', async () => {
    const simulation = await readyCluster();
    simulation.wipe('master3');
    const first = startLeased(simulation, 'first');
    const second = startLeased(simulation, 'second', {
      afterMs: 30_000,
      through: notTo('master1'),
      lease: { whenHeld: 'refuse' },
    });
    const [, refused] = await Promise.all([first.result, second.result]);
    expect(refused).toMatchObject({ status: 'refused', refusal: { kind: 'held' } });
  });
});

describe('with the object only', () => {
  it('renews it through another master when the one that answered is gone', async () => {
    const simulation = await readyCluster();
    simulation.wipe('node1');
    simulation.advance(60_000);
    const one = startLeased(simulation, 'one', {
      through: notTo('master1'),
      onEvent: ({ type }) => {
        if (type !== 'lease.acquired') return;
        simulation.world.network.cut('orchestrator', 'master2');
        simulation.world.scheduler.after(150e6, () => {
          simulation.powerOn('node1');
        });
      },
    });
    const result = await one.result;
    expect(eventsOf(one, 'lease.acquired').map(({ places }) => places)).toEqual([['object']]);
    expect(result?.tookMs).toBeGreaterThan(120_000);
    expect(eventsOf(one, 'lease.lost')).toEqual([]);
  });
});

describe('a first master whose disk is full', () => {
  it('cannot hold the lease, and the refusal says so', async () => {
    const simulation = new Simulation({ spec, seed: 1 });
    simulation.world.host('master1').disk.condition.fill();
    const one = startLeased(simulation, 'one', { lease: { whenHeld: 'refuse' } });
    expect(await one.result).toMatchObject({
      status: 'refused',
      refusal: { kind: 'no-place', summary: expect.stringContaining('No space left on device') },
    });
  });
});

describe('the end of a run', () => {
  it('gives the lease up when it is stopped in order, so that the next one begins at once', async () => {
    const simulation = new Simulation({ spec, seed: 2 });
    const stop = new AbortController();
    const first = startLeased(simulation, 'first', {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'command.issued' && event.command.kind === 'join-control-plane') stop.abort();
      },
    });
    const second = startLeased(simulation, 'second', { afterMs: 100 });
    const results = await Promise.all([first.result, second.result]);
    expect(results.map((result) => result?.status)).toEqual(['aborted', 'ready']);
    const releasedMs = eventsOf(first, 'lease.released')[0]?.atMs ?? 0;
    const acquiredMs = eventsOf(second, 'lease.acquired')[0]?.atMs ?? 0;
    expect(acquiredMs - releasedMs).toBeLessThan(10_000);
    expect(overlaps([first, second])).toEqual([]);
  });

  it('ends the wait for a lease at a signal', async () => {
    const simulation = new Simulation({ spec, seed: 2 });
    const first = startLeased(simulation, 'first');
    const abort = new AbortController();
    const second = startLeased(simulation, 'second', { afterMs: 100, signal: abort.signal });
    simulation.world.scheduler.after(20e6, () => {
      abort.abort();
    });
    const results = await Promise.all([first.result, second.result]);
    expect(results).toMatchObject([{ status: 'ready' }, { status: 'aborted', changes: 0 }]);
  });

  it('says what is in flight when the lease goes, so that nobody takes it for done', async () => {
    const simulation = new Simulation({ spec, seed: 2 });
    // The fence closes while the workers join.
    const lease = { durationMs: 36_000 };
    const first = startLeased(simulation, 'first', { renewThrough: nowhere, lease });
    expect(await first.result).toMatchObject({
      status: 'lease-lost',
      inFlight: expect.arrayContaining(['join node1 as a worker']),
    });
  });
});

describe('a run that is resumed', () => {
  it('goes on at once under the id of the one that was killed', async () => {
    const simulation = new Simulation({ spec, seed: 4 });
    const killed = startLeased(simulation, 'one');
    killAfter(simulation, killed, 25_000);
    const resumed = startLeased(simulation, 'one', { afterMs: 26_000 });
    await Promise.all([killed.result, resumed.result]);
    const acquired = eventsOf(resumed, 'lease.acquired')[0]?.atMs ?? 0;
    expect(acquired - (killed.killedAtMs ?? 0)).toBeLessThan(5_000);
    expect(eventsOf(resumed, 'lease.taken-over')).toEqual([]);
  });
});

describe('hosts that lose their disk', () => {
  it('do not end a run whose lease the cluster holds; the file is made again', async () => {
    const simulation = await readyCluster();
    simulation.wipe('node1');
    simulation.advance(60_000);
    simulation.world.scheduler.after(30e6, () => {
      simulation.wipe('master1');
    });
    simulation.world.scheduler.after(80e6, () => {
      simulation.powerOn('master1');
      simulation.powerOn('node1');
    });
    const one = startLeased(simulation, 'one');
    const result = await one.result;
    expect(result?.status).not.toBe('lease-lost');
    expect(eventsOf(one, 'lease.not-renewed').map(({ place }) => place)).toContain('file');
    expect(eventsOf(one, 'lease.vanished').map(({ place }) => place)).toContain('file');
    expect(eventsOf(one, 'lease.extended').map(({ place }) => place)).toContain('file');
  });
});
