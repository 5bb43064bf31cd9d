import type { BlockReason, Command, CommandId, ExecutionEvent, Verdict } from '@quorate/core';
import { expect } from 'vitest';
import type { InvariantId, InvariantMonitor } from '../../src/index.js';
import { monitorInvariants, Simulation } from '../../src/index.js';
import { seconds } from '../../src/engine/scheduler.js';
import { sleep } from '../../src/engine/task.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

export const spec = tutorialSpec();
export const ADMIN = { KUBECONFIG: '/etc/kubernetes/admin.conf' };
export const PERMIT: Verdict = {
  subject: 'anything',
  allowed: true,
  checks: [{ id: 'host-reachable', holds: 'yes', evidence: 'it answered' }],
};

export interface Scene {
  readonly simulation: Simulation;
  readonly monitor: InvariantMonitor;
}

let commands = 0;

/** The next command is the first of its run. */
export function startAnew(): void {
  commands = 0;
}

export function lastId(): CommandId {
  return `c${commands}`;
}

export function issued(command: Command, mutates: boolean, permit?: Verdict): ExecutionEvent {
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

export function looked({ monitor }: Scene): void {
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

export const QUORUM_LOST: BlockReason = {
  code: 'quorum-lost',
  summary: 'etcd has no quorum',
  evidence: [{ id: 'every-voter-healthy', holds: 'no', evidence: '1 of 3' }],
  remedies: ['bring it back'],
};

export function ended(monitor: InvariantMonitor, reason?: BlockReason): void {
  const totals = { changes: 0, tookMs: 0 };
  const result =
    reason === undefined
      ? ({ status: 'ready', verdict: PERMIT, ...totals } as const)
      : ({ status: 'blocked', reason, ...totals } as const);
  monitor.onEvent({ type: 'run.ended', atMs: 0, result });
}

/** A join that stands at its preflight for a minute. */
export function joinOn({ simulation }: Scene, name: string, path: string): void {
  simulation.world.host(name).spawn(['kubeadm', 'join', '--config', path], function* () {
    yield* sleep(seconds(60));
    return 0;
  });
  simulation.world.record('kubeadm.phase', name, { phase: 'preflight' });
}

export function found({ monitor }: Scene, id: InvariantId): readonly string[] {
  return monitor.violations.filter(({ invariant }) => invariant === id).map(({ message }) => message);
}

/** Over a cluster that is ready, or over hosts that hold nothing. */
export async function sceneOn(on: 'ready' | 'fresh'): Promise<Scene> {
  const simulation = new Simulation({ spec, seed: 3 });
  const monitor = monitorInvariants(simulation);
  if (on === 'fresh') return { simulation, monitor };
  const { result } = await run(simulation, { onEvent: monitor.onEvent });
  expect(result.status).toBe('ready');
  simulation.advance(600_000);
  expect(monitor.violations).toEqual([]);
  return { simulation, monitor };
}
