import type { BlockReason, Command, ExecutionEvent, Verdict } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import type { InvariantId, InvariantMonitor } from '../../src/index.js';
import { INVARIANTS, invariantOf, monitorInvariants, Simulation } from '../../src/index.js';
import { seconds } from '../../src/engine/scheduler.js';
import { sleep } from '../../src/engine/task.js';
import { runningServers } from '../../src/etcd/inspect.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

/** Each invariant is given a world, or the words of a run, in which it does not hold. One that stays silent proves nothing. */

const spec = tutorialSpec();
const ADMIN = { KUBECONFIG: '/etc/kubernetes/admin.conf' };
const PERMIT: Verdict = {
  subject: 'anything',
  allowed: true,
  checks: [{ id: 'host-reachable', holds: 'yes', evidence: 'it answered' }],
};

interface Scene {
  readonly simulation: Simulation;
  readonly monitor: InvariantMonitor;
}

interface Plant {
  /** Over a cluster that is ready, or over hosts that hold nothing. */
  readonly on: 'ready' | 'fresh';
  readonly plant: (scene: Scene) => void;
}

let commands = 0;

function issued(command: Command, mutates: boolean, permit?: Verdict): ExecutionEvent {
  commands += 1;
  const id = `c${String(commands)}`;
  const title = `planted ${command.kind}`;
  return {
    type: 'command.issued',
    atMs: 0,
    id,
    command,
    title,
    mutates,
    ...(permit === undefined ? {} : { permit }),
  };
}

function looked({ monitor }: Scene): void {
  const command: Command = { kind: 'observe', hosts: spec.hosts.map(({ name }) => name), aspects: [] };
  monitor.onEvent(issued(command, false));
  monitor.onEvent({
    type: 'command.settled',
    atMs: 0,
    id: `c${String(commands)}`,
    command,
    title: 'look',
    report: {
      outcome: 'succeeded',
      facts: {
        kind: 'observed',
        observation: {
          hosts: {},
          cluster: {
            atMs: 0,
            nodes: { known: false, why: 'planted' },
            tokens: { known: false, why: 'planted' },
            signedTokenIds: { known: false, why: 'planted' },
            uploadedCertificates: { known: false, why: 'planted' },
          },
        },
      },
    },
  });
}

function ended(monitor: InvariantMonitor, reason?: BlockReason): void {
  const totals = { changes: 0, tookMs: 0 };
  const result =
    reason === undefined
      ? ({ status: 'ready', verdict: PERMIT, ...totals } as const)
      : ({ status: 'blocked', reason, ...totals } as const);
  monitor.onEvent({ type: 'run.ended', atMs: 0, result });
}

const QUORUM_LOST: BlockReason = {
  code: 'quorum-lost',
  summary: 'etcd has no quorum',
  evidence: [{ id: 'every-voter-healthy', holds: 'no', evidence: '1 of 3' }],
  remedies: ['bring it back'],
};

function joinOn({ simulation }: Scene, name: string): void {
  simulation.world.host(name).spawn(['kubeadm', 'join', '--config', '/run/quorate/join.yaml'], function* () {
    yield* sleep(seconds(60));
    return 0;
  });
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
      joinOn(scene, 'master2');
      joinOn(scene, 'master3');
      scene.simulation.world.record('kubeadm.phase', 'master3', { phase: 'preflight' });
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
      const { world } = scene.simulation;
      world.host('master3').disk.write('/run/quorate/join.yaml', 'token: "abcdef.0123456789abcdef"\n');
      joinOn(scene, 'master3');
      world.record('kubeadm.phase', 'master3', { phase: 'preflight' });
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
      const id = `c${String(commands)}`;
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
      commands = 0;
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

async function sceneOn(on: Plant['on']): Promise<Scene> {
  const simulation = new Simulation({ spec, seed: 3 });
  const monitor = monitorInvariants(simulation);
  if (on === 'fresh') return { simulation, monitor };
  const { result } = await run(simulation, { onEvent: monitor.onEvent });
  expect(result.status).toBe('ready');
  simulation.advance(600_000);
  expect(monitor.violations).toEqual([]);
  return { simulation, monitor };
}

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
