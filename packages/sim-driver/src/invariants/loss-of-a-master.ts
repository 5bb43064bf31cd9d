import type { HostName } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import type { ShellResult, Simulation } from '../simulation/simulation.js';
import { connectedMembers, newestView } from './voters.js';

const ADMIN = { KUBECONFIG: '/etc/kubernetes/admin.conf' };
const STEP_MS = 500;
const WITNESS = 'quorate-witness';
/** Detection by the load balancer and an election: seconds. Controllers take over after their lease of 15 s. */
export const LOSS_BUDGET_MS = 60_000;

/** How long after the loss each of these held for the first time, in virtual milliseconds. */
export interface LossReport {
  readonly lost: HostName;
  /** A leader that reaches a quorum of the voters. */
  readonly quorumMs: number;
  /** A key written before the loss is read, and a new one written, through the control-plane endpoint. */
  readonly apiMs: number;
  /** A bootstrap token made after the loss is signed: a host could join. */
  readonly furtherStepsMs: number;
}

/**
 * Property of a complete cluster: after the loss of any one master, and within `withinMs` of virtual time, the rest keeps quorum
 * and committed data, serves the API through the load balancer, and allows further steps. Switches the master off; answers with
 * how long each took, or with what did not come back.
 */
export function loseMaster(
  simulation: Simulation,
  lost: HostName,
  withinMs: number = LOSS_BUDGET_MS,
): LossReport | string {
  const via = simulation.spec.hosts.find(
    ({ name, role }) =>
      role === 'control-plane' && name !== lost && simulation.world.host(name).power === 'on',
  )?.name;
  if (via === undefined) return `no master is left without ${lost}`;
  const written = kubectl(simulation, via, ['create', 'configmap', WITNESS, '--from-literal=a=b']);
  if (written.code !== 0)
    return `before the loss of ${lost}, nothing could be written: ${written.stderr.trim()}`;
  const startMs = simulation.nowMs();
  simulation.world.host(lost).powerOff();
  const deadlineMs = startMs + withinMs;
  const since = (): number => simulation.nowMs() - startMs;

  if (!until(simulation, deadlineMs, () => hasQuorum(simulation)))
    return `without ${lost}, no leader with quorum within ${withinMs} ms`;
  const quorumMs = since();
  if (!until(simulation, deadlineMs, () => readsAndWrites(simulation, via)))
    return `without ${lost}, no reading and writing through the endpoint within ${withinMs} ms`;
  const apiMs = since();
  const token = simulation.shell(via, ['kubeadm', 'token', 'create'], ADMIN);
  const id = token.stdout.trim().split('.')[0] ?? '';
  if (token.code !== 0 || id === '') return `without ${lost}, no token can be made: ${token.stderr.trim()}`;
  if (!until(simulation, deadlineMs, () => isSigned(simulation, via, id)))
    return `without ${lost}, a new token is not signed within ${withinMs} ms`;
  return { lost, quorumMs, apiMs, furtherStepsMs: since() };
}

function until(simulation: Simulation, deadlineMs: number, holds: () => boolean): boolean {
  while (!holds()) {
    if (simulation.nowMs() >= deadlineMs) return false;
    simulation.advance(STEP_MS);
  }
  return simulation.world.scheduler.now() <= millis(deadlineMs);
}

function hasQuorum({ world }: Simulation): boolean {
  const view = newestView(world);
  if (view?.leaderId === undefined) return false;
  const connected = connectedMembers(world, view);
  const voters = view.members.filter(({ learner }) => !learner);
  const healthy = voters.filter(({ id }) => connected.has(id)).length;
  return connected.has(view.leaderId) && healthy * 2 > voters.length;
}

function readsAndWrites(simulation: Simulation, via: HostName): boolean {
  const kept = kubectl(simulation, via, ['get', 'configmap', WITNESS, '-o', 'name']);
  if (kept.code !== 0) return false;
  const written = kubectl(simulation, via, ['create', 'configmap', `${WITNESS}-after`, '--from-literal=a=b']);
  return written.code === 0 || written.stderr.includes('already exists');
}

function isSigned(simulation: Simulation, via: HostName, id: string): boolean {
  const info = kubectl(simulation, via, [
    'get',
    'configmap',
    'cluster-info',
    '-n',
    'kube-public',
    '-o',
    'json',
  ]);
  return info.code === 0 && info.stdout.includes(`jws-kubeconfig-${id}`);
}

function kubectl(simulation: Simulation, via: HostName, args: readonly string[]): ShellResult {
  return simulation.shell(via, ['kubectl', ...args], ADMIN);
}
