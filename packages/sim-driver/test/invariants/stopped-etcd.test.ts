import { describe, expect, it } from 'vitest';
import { connectedMembers, newestView } from '../../src/invariants/voters.js';
import { runScenario } from '../../src/index.js';
import { INVARIANTS } from '../../src/index.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import { faultOf } from '../support/faults.js';
import { ended, found, looked, QUORUM_LOST, sceneOn, spec } from './scene.js';
import type { Scene } from './scene.js';

/** SIGSTOP for the etcd of a host, and for the kubelet that would start it anew. The answer lets both go on. */
function stop({ simulation: { world } }: Scene, name: string): () => void {
  const host = world.host(name);
  const ends = ['etcd', 'kubelet'].flatMap((program) =>
    host.processesNamed(program).map((process) => process.pause()),
  );
  expect(ends).toHaveLength(2);
  return () => {
    for (const end of ends) end();
  };
}

/** The record of a fourth voter: with one of three down, quorum would hang on it. */
function grow({ simulation: { world } }: Scene): void {
  world.record('etcd.member-added', 'master1', { member: 'feed', learner: false });
}

const HEALTHY_2 = ['etcd.member-added feed: 2 of the 3 voters before it are healthy, quorum needs 3'];

describe('an etcd that is stopped', () => {
  it('carries no quorum, and its data counts', async () => {
    const scene = await sceneOn('ready');
    const { world } = scene.simulation;
    stop(scene, 'master3');
    const stopped = etcdMembers(world).find(({ host }) => host === 'master3');
    const view = newestView(world);
    if (stopped === undefined || view === undefined) throw new Error('it runs');
    const connected = connectedMembers(world, view);
    expect([connected.size, connected.has(stopped.memberId)]).toEqual([2, false]);
    for (const name of ['master1', 'master2']) world.host(name).powerOff();
    expect(newestView(world)?.memberId).toBe(stopped.memberId);
  });

  it('is no healthy voter when the members change', async () => {
    const scene = await sceneOn('ready');
    scene.simulation.world.record('fault.struck', 'master3', { kind: 'stop' });
    stop(scene, 'master3');
    scene.simulation.advance(11_000);
    grow(scene);
    expect(found(scene, 'quorum-after-every-change')).toEqual(HEALTHY_2);
  });

  it.each([
    ['for a moment', 9_000, false],
    ['and goes on', 60_000, true],
  ])('is one when it stops %s', async (_, ms, goesOn) => {
    const scene = await sceneOn('ready');
    scene.simulation.world.record('fault.struck', 'master3', { kind: 'stop' });
    const goOn = stop(scene, 'master3');
    scene.simulation.advance(ms);
    if (goesOn) goOn();
    grow(scene);
    expect(scene.monitor.violations).toEqual([]);
  });

  it('makes ready untrue', async () => {
    const scene = await sceneOn('ready');
    stop(scene, 'master3');
    looked(scene);
    ended(scene.monitor);
    expect(found(scene, 'ready-is-true')).toEqual([
      'ready, but the member of master3 is not running and connected',
    ]);
  });

  it('makes a lost quorum true', async () => {
    const scene = await sceneOn('ready');
    for (const name of ['master2', 'master3']) stop(scene, name);
    ended(scene.monitor, QUORUM_LOST);
    expect(scene.monitor.violations).toEqual([]);
  });

  it.each(['1s', '8s', '1m'])('for %s breaks nothing by itself', async (span) => {
    const faults = [faultOf(spec, `stop:master2,etcd@etcd.member-started/master2~${span}`)];
    const { violations, chapters } = await runScenario(
      { spec, seed: 3, faults, late: {} },
      { invariants: INVARIANTS },
    );
    expect(chapters.map(({ result }) => result.status)).toHaveLength(1);
    expect(violations).toEqual([]);
  });
});
