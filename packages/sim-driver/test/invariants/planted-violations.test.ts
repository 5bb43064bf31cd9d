import type { Command } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import type { InvariantId } from '../../src/index.js';
import { INVARIANTS, invariantOf } from '../../src/index.js';
import { runningServers } from '../../src/etcd/inspect.js';
import type { Scene } from './scene.js';
import {
  ADMIN,
  ended,
  issued,
  joinOn,
  lastId,
  looked,
  PERMIT,
  QUORUM_LOST,
  sceneOn,
  spec,
  startAnew,
} from './scene.js';

/** Each invariant is given a world, or the words of a run, in which it does not hold. One that stays silent proves nothing. */

interface Plant {
  /** Over a cluster that is ready, or over hosts that hold nothing. */
  readonly on: 'ready' | 'fresh';
  readonly plant: (scene: Scene) => void;
}

function initOn({ simulation }: Scene, name: string): void {
  const address = spec.hosts.find((host) => host.name === name)?.advertiseAddress ?? '';
  const { code } = simulation.shell(name, [
    'kubeadm',
    'init',
    `--apiserver-advertise-address=${address}`,
    `--control-plane-endpoint=${address}:6443`,
    `--kubernetes-version=${spec.kubernetesVersion}`,
  ]);
  expect(code).toBe(0);
}

const PLANTS: Readonly<Record<InvariantId, Plant>> = {
  'one-leader-per-term': {
    on: 'fresh',
    plant: ({ simulation: { world } }) => {
      world.record('etcd.leader-elected', 'master1', { term: 7, member: 'a' });
      world.record('etcd.leader-elected', 'master2', { term: 7, member: 'b' });
    },
  },
  'committed-data-survives': {
    on: 'ready',
    plant: ({ simulation: { world } }) => {
      world.record('fault.struck', 'master1', { kind: 'planted' });
      for (const name of ['master1', 'master2', 'master3']) {
        for (const { server } of runningServers(world.host(name))) {
          server.raft.state.log.truncateFrom(server.raft.state.commit);
          world.record('etcd.leader-elected', name, { term: 99, member: server.memberId });
        }
      }
    },
  },
  'last-copy-kept': {
    on: 'ready',
    plant: ({ simulation: { world }, monitor }) => {
      for (const name of ['master2', 'master3']) world.host(name).disk.removeTree('/var/lib/etcd');
      monitor.onEvent(issued({ kind: 'reset-host', host: 'master1' }, true));
    },
  },
  'quorum-after-every-change': {
    on: 'ready',
    plant: ({ simulation }) => {
      simulation.world.host('master3').powerOff();
      simulation.advance(15_000);
      // Two of three voters are there: enough for three, not for four of which one may be down.
      simulation.world.record('etcd.member-added', 'master1', { member: 'feed', learner: false });
    },
  },
  'one-membership-change-at-a-time': {
    on: 'ready',
    plant: ({ monitor }) => {
      monitor.onEvent(issued({ kind: 'join-control-plane', host: 'master2' }, true, PERMIT));
      monitor.onEvent(issued({ kind: 'remove-member', memberId: 'feed', via: 'master1' }, true, PERMIT));
    },
  },
  'one-control-plane-join-at-a-time': {
    on: 'fresh',
    plant: (scene) => {
      joinOn(scene, 'master2', '/run/join.yaml');
      joinOn(scene, 'master3', '/run/join.yaml');
    },
  },
  'one-cluster': {
    on: 'fresh',
    plant: (scene) => {
      initOn(scene, 'master1');
      initOn(scene, 'master2');
    },
  },
  'init-on-one-host': {
    on: 'fresh',
    plant: ({ simulation: { world } }) => {
      world.record('kubeadm.phase', 'master1', { phase: 'certs/ca' });
      world.record('kubeadm.phase', 'master2', { phase: 'certs/ca' });
    },
  },
  'credentials-outlast-the-join': {
    on: 'ready',
    plant: (scene) => {
      const { disk } = scene.simulation.world.host('master3');
      disk.write('/run/elsewhere.yaml', 'token: "abcdef.0123456789abcdef"\n');
      joinOn(scene, 'master3', '/run/elsewhere.yaml');
    },
  },
  'nothing-before-its-precondition': {
    on: 'fresh',
    plant: ({ monitor }) => {
      monitor.onEvent(issued({ kind: 'join-worker', host: 'node1' }, true, PERMIT));
    },
  },
  'no-change-on-old-facts': {
    on: 'fresh',
    plant: (scene) => {
      looked(scene);
      const command: Command = { kind: 'finish-join', host: 'master2' };
      scene.monitor.onEvent(issued(command, true));
      const report = { outcome: 'succeeded', facts: { kind: 'none' } } as const;
      const id = lastId();
      scene.monitor.onEvent({ type: 'command.settled', atMs: 0, id, command, title: 'finish', report });
      scene.monitor.onEvent(issued({ kind: 'finish-join', host: 'master3' }, true));
    },
  },
  'no-change-without-permit': {
    on: 'fresh',
    plant: ({ monitor }) => {
      monitor.onEvent(issued({ kind: 'initialise', host: 'master1' }, true));
    },
  },
  'ready-cluster-untouched': {
    on: 'ready',
    plant: (scene) => {
      startAnew();
      looked(scene);
      scene.monitor.onEvent(issued({ kind: 'restart-kubelet', host: 'master1' }, true));
    },
  },
  'refusal-explained': {
    on: 'fresh',
    plant: ({ monitor }) => {
      monitor.onEvent({ type: 'run.blocked', atMs: 0, reason: { ...QUORUM_LOST, evidence: [] } });
    },
  },
  'no-secret-shown': {
    on: 'ready',
    plant: ({ simulation, monitor }) => {
      const { stdout } = simulation.shell('master1', ['kubeadm', 'token', 'create'], ADMIN);
      const command: Command = { kind: 'wait', ms: 1, reason: `until ${stdout.trim()} is signed` };
      monitor.onJournal({ kind: 'issued', atMs: 0, id: 'c1', command });
    },
  },
  'ready-is-true': {
    on: 'fresh',
    plant: (scene) => {
      looked(scene);
      ended(scene.monitor);
    },
  },
  'blocked-for-a-true-reason': {
    on: 'ready',
    plant: ({ monitor }) => {
      ended(monitor, QUORUM_LOST);
    },
  },
  'run-ends': {
    on: 'fresh',
    plant: ({ monitor }) => {
      for (let count = 0; count < 200; count += 1)
        monitor.onEvent(issued({ kind: 'wait', ms: 1, reason: 'nothing moves' }, false));
    },
  },
};

describe('every invariant', () => {
  it('has a violation planted here, and a formula of its own', () => {
    const ids = INVARIANTS.map(({ id }) => id);
    expect(Object.keys(PLANTS).sort()).toEqual([...ids].sort());
    expect(new Set(INVARIANTS.map(({ formula }) => formula)).size).toBe(ids.length);
    for (const id of ids) expect(invariantOf(id).formula.length).toBeGreaterThan(30);
  });

  it.each(Object.entries(PLANTS))('%s catches its violation', async (id, { on, plant }) => {
    const scene = await sceneOn(on);
    plant(scene);
    expect(scene.monitor.violations.map(({ invariant }) => invariant)).toContain(id);
  });
});
