import { describe, expect, it } from 'vitest';
import { FAULT_CATALOGUE } from '../../src/index.js';
import { runningServers } from '../../src/etcd/inspect.js';
import { faultDefinition } from '../../src/faults/catalogue.js';
import type { Scene } from './scene.js';
import { found, sceneOn, spec } from './scene.js';

const ID = 'committed-data-survives';

/** As an armed fault does: its record first. */
function strike({ simulation }: Scene, kind: string, host: string): void {
  simulation.world.record('fault.struck', host === '' ? undefined : host, { kind });
  faultDefinition(kind)?.apply(simulation, { host });
}

/** Every member that still runs forgets the last that was committed, and one of them leads. */
function lose({ simulation: { world } }: Scene): void {
  for (const name of ['master1', 'master2', 'master3'])
    for (const { server } of runningServers(world.host(name))) {
      server.raft.state.log.truncateFrom(server.raft.state.commit);
      world.record('etcd.leader-elected', name, { term: 99, member: server.memberId });
    }
}

function excused(scene: Scene, kind: string, host: string): readonly string[] {
  return faultDefinition(kind)?.excuses?.(scene.simulation, host) ?? [];
}

describe('what a fault excuses', () => {
  it.each([
    ['wipe', 'proxy'],
    ['wipe', 'node1'],
    ['wipe', 'master1'],
    ['wipe', 'master3'],
    ['wipe-member', 'master3'],
    ['corrupt-member', 'master3'],
    ['reset-by-hand', 'node1'],
  ])('is no loss of committed data while a majority has it: %s:%s', async (kind, host) => {
    const scene = await sceneOn('ready');
    strike(scene, kind, host);
    lose(scene);
    expect(found(scene, ID).length).toBeGreaterThan(0);
  });

  it.each(['wipe', 'wipe-member', 'corrupt-member'])('is what the second %s of three takes', async (kind) => {
    const scene = await sceneOn('ready');
    strike(scene, kind, 'master3');
    expect(excused(scene, kind, 'master2')).toEqual([ID]);
    strike(scene, kind, 'master2');
    lose(scene);
    expect(found(scene, ID)).toEqual([]);
  });

  it('is what the only voter loses', async () => {
    const scene = await sceneOn('ready');
    for (const name of ['master2', 'master3'])
      expect(scene.simulation.shell(name, ['kubeadm', 'reset', '-f']).code).toBe(0);
    for (const kind of ['wipe', 'wipe-member', 'corrupt-member'])
      expect(excused(scene, kind, 'master1')).toEqual([ID]);
    expect(excused(scene, 'wipe', 'master2')).toEqual([]);
  });

  it('is what the first member does when it starts without its data: it leads alone', async () => {
    const scene = await sceneOn('ready');
    expect(excused(scene, 'wipe-member', 'master1')).toEqual([ID]);
    expect(excused(scene, 'wipe-init-member', '')).toEqual([ID]);
  });

  it('is nothing before there is anything to lose', async () => {
    const scene = await sceneOn('fresh');
    const kinds = FAULT_CATALOGUE.filter(({ excuses }) => excuses !== undefined).map(({ kind }) => kind);
    const byHand = ['reset-by-hand', 'join-by-hand', 'init-by-hand'];
    for (const kind of kinds.filter((one) => !byHand.includes(one)))
      for (const { name } of spec.hosts) expect(excused(scene, kind, name), kind).toEqual([]);
  });

  it('of a person at a worker is no change of members', async () => {
    const scene = await sceneOn('ready');
    expect(excused(scene, 'reset-by-hand', 'node1')).toEqual([]);
    expect(excused(scene, 'join-by-hand', 'node1')).toEqual(['no-secret-shown']);
    expect(excused(scene, 'reset-by-hand', 'master3')).toEqual(['quorum-after-every-change']);
  });
});
