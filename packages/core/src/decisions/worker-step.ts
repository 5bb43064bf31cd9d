import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { rivalClusters } from './cluster-authority.js';
import { foreignHost, isForeign } from './foreign-host.js';
import { hostFitness } from './host-fitness.js';
import { hasFile, KUBELET_CONF } from './kubernetes-files.js';
import { membershipOf } from './membership.js';
import { nodeOfHost } from './node-standing.js';
import { fitnessRemedies } from './fitness-remedies.js';
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
  const node = nodeOfHost(observation, host);
  const joined = hasFile(seen, KUBELET_CONF);
  if (joined && seen.kubelet?.healthy === 'yes' && node !== undefined) return { kind: 'complete' };
  const held = heldByUnlisted({ ...situation, membership: membershipOf(spec, observation) }, host);
  if (held !== undefined) return held;
  const registering = `the kubelet of ${host.name} has not registered its Node`;
  if (joined && isPatient(situation, registering)) {
    // A kubelet registers its Node when it starts, and not again when somebody deletes it.
    if (kubeletMayBeRestarted(situation, registering) && seen.kubelet?.active === 'yes')
      return { kind: 'restart-kubelet', reason: registering };
    return { kind: 'wait', reason: registering, withinMs: spec.budgets.settleMs };
  }
  if (seen.files.some((file) => file.startsWith('/etc/kubernetes/')) || seen.kubelet?.healthy === 'yes') {
    return { kind: 'reset-host', reason: `${host.name} is partly joined` };
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
