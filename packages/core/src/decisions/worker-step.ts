import type { HostObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { rivalClusters } from './cluster-authority.js';
import { foreignHost, isForeign } from './foreign-host.js';
import { hostFitness } from './host-fitness.js';
import { hasFile, holdsControlPlane, isHalfBootstrapped, KUBELET_CONF } from './kubernetes-files.js';
import { liveWorker } from './live-worker.js';
import { objectionToReset } from './may-reset-host.js';
import { membershipOf } from './membership.js';
import { nodeOfHost } from './node-standing.js';
import { fitnessRemedies } from './fitness-remedies.js';
import { holdsMaster } from './cluster-elsewhere.js';
import { workerPathsCheck } from './paths.js';
import type { Patience, WaitStep } from './patience.js';
import { isPatient, kubeletMayBeRestarted } from './patience.js';
import { heldByUnlisted } from './unlisted-member.js';
import type { Verdict } from './verdict.js';
import { refusals, verdict } from './verdict.js';

/** The one next thing to do about a worker. */
export type WorkerStep =
  | { readonly kind: 'complete' }
  | { readonly kind: 'join'; readonly verdict: Verdict }
  | WaitStep
  | { readonly kind: 'delete-node'; readonly reason: string }
  | { readonly kind: 'restart-kubelet'; readonly reason: string }
  | { readonly kind: 'reset-host'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly block: BlockReason };

export interface WorkerSituation extends Patience {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  readonly host: HostSpec;
  /** Since its last join. */
  readonly kubeletRestarted: boolean;
  /** By this run. */
  readonly wasReset: boolean;
  readonly clusterCa: string | undefined;
}

export function workerStep(situation: WorkerSituation): WorkerStep {
  const { spec, observation, host, clusterCa } = situation;
  const seen = observation.hosts[host.name];
  const rivals = rivalClusters(spec, observation);
  if (rivals !== undefined) return { kind: 'blocked', block: rivals };
  if (seen?.reachable !== 'yes') {
    const reason = `${host.name} is not reachable`;
    if (isPatient(situation, reason)) return { kind: 'wait', reason, withinMs: spec.budgets.settleMs };
    return { kind: 'blocked', block: unreachable(host, seen?.detail ?? 'no answer') };
  }
  if (seen.kubeadmRunning === 'yes')
    return {
      kind: 'wait',
      reason: `a kubeadm process is still running on ${host.name}`,
      withinMs: Math.max(spec.budgets.joinTimeoutMs, spec.budgets.settleMs),
    };
  if (seen.files === undefined || seen.kubeadmRunning === 'unknown' || !observation.cluster.nodes.known) {
    return {
      kind: 'wait',
      reason: `${host.name} and its Node could not be read`,
      withinMs: spec.budgets.settleMs,
    };
  }
  if (isForeign(seen, clusterCa)) return { kind: 'blocked', block: foreignHost(host, seen, clusterCa) };
  if (holdsControlPlane(seen)) return { kind: 'blocked', block: holdsMaster(host, seen) };
  const node = nodeOfHost(observation, host);
  const joined = hasFile(seen, KUBELET_CONF);
  // A kubelet that has registered was let in, wherever it has its certificate.
  if (joined && node !== undefined) return joinedStep(situation, seen);
  const live = liveWorker(observation, host, seen);
  if (live !== undefined) return { kind: 'blocked', block: live };
  const held = heldByUnlisted({ ...situation, membership: membershipOf(spec, observation) }, host);
  if (held !== undefined) return held;
  const registering = `the kubelet of ${host.name} has not registered its Node`;
  // A kubelet registers its Node when it starts, and not again when somebody deletes it.
  if (joined && !isHalfBootstrapped(seen) && isPatient(situation, registering))
    return restartable(situation, seen, registering);
  if (seen.files.some((file) => file.startsWith('/etc/kubernetes/')) || seen.kubelet?.healthy === 'yes') {
    // A Node is Ready while its kubelet says so, and for 40 s after it has gone.
    const alive = `Node ${host.name} is Ready, and ${KUBELET_CONF} is not on its host`;
    if (node?.ready === 'yes') return { kind: 'wait', reason: alive, withinMs: spec.budgets.settleMs };
    return (
      objectionToReset(situation, seen) ?? {
        kind: 'reset-host',
        reason: `${host.name} is partly joined${lackOf(seen)}`,
      }
    );
  }
  if (node !== undefined)
    return { kind: 'delete-node', reason: `Node ${node.name} is left over: its host is clean` };
  const fitness = verdict(`join ${host.name} as worker`, [
    ...hostFitness(spec, observation, host),
    workerPathsCheck(spec, observation, host),
  ]);
  if (refusals(fitness).some((one) => one.holds === 'no')) return unfit(host, fitness);
  const asking = `what ${host.name} brings along is not known yet`;
  if (!fitness.allowed) {
    return isPatient(situation, asking)
      ? { kind: 'wait', reason: asking, withinMs: spec.budgets.settleMs }
      : unfit(host, fitness);
  }
  return { kind: 'join', verdict: fitness };
}

/** It has joined. Whatever ails its kubelet, what the cluster runs there is not a run's to wipe. */
function joinedStep(situation: WorkerSituation, seen: HostObservation): WorkerStep {
  switch (seen.kubelet?.healthy) {
    case 'yes':
      return { kind: 'complete' };
    case 'no':
      return restartable(situation, seen, `the kubelet of ${situation.host.name} is not healthy`);
    case 'unknown':
    case undefined:
      return {
        kind: 'wait',
        reason: `whether the kubelet of ${situation.host.name} is healthy could not be read`,
        withinMs: situation.spec.budgets.settleMs,
      };
  }
}

/** A wait for what a kubelet does when it starts. */
function restartable(situation: WorkerSituation, seen: HostObservation, reason: string): WorkerStep {
  return kubeletMayBeRestarted(situation, reason) && seen.kubelet?.active === 'yes'
    ? { kind: 'restart-kubelet', reason }
    : { kind: 'wait', reason, withinMs: situation.spec.budgets.settleMs };
}

function lackOf(seen: HostObservation): string {
  return isHalfBootstrapped(seen) ? ': its kubelet was given no certificate' : '';
}

function unfit(host: HostSpec, fitness: Verdict): WorkerStep {
  const evidence = refusals(fitness);
  return {
    kind: 'blocked',
    block: {
      code: 'host-unfit',
      summary: `${host.name} cannot be joined as it is`,
      evidence,
      remedies: [
        ...fitnessRemedies(evidence),
        `put right what is listed on ${host.name}; the run goes on by itself`,
      ],
    },
  };
}

function unreachable(host: HostSpec, why: string): BlockReason {
  return {
    code: 'host-unreachable',
    summary: `${host.name} is not reachable`,
    evidence: [{ id: 'host-reachable', holds: 'no', evidence: `${host.name}: ${why}` }],
    remedies: [`switch ${host.name} on, or repair the way to it (network, SSH); the run goes on by itself`],
  };
}
