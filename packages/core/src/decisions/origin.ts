import { endpointOf } from '../kubeadm-config/endpoint.js';
import type { HostObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { heldWhenLastRead, rivalClusters } from './cluster-authority.js';
import { clusterElsewhere } from './cluster-elsewhere.js';
import { isControlPlaneNode } from './control-plane-step.js';
import { dataLost } from './data-lost.js';
import { bringIntoView, whyHidden } from './hidden-host.js';
import { hasFile, holdsControlPlane, KUBELET_CONF } from './kubernetes-files.js';
import { membershipOf, namesOf } from './membership.js';
import { apiNotAsked, apiUnasked } from './not-asked.js';
import { perObservation } from './per-observation.js';
import { quorumOf } from './quorum.js';
import type { Check } from './verdict.js';
import { check } from './verdict.js';

/** What the hosts hold when we look at them: where the protocol starts from. */
export type Origin =
  /** Every master was observed (or the spec says the cluster is new) and none holds a cluster. */
  | { readonly kind: 'fresh'; readonly evidence: readonly Check[] }
  /** A cluster that answers, and whose init is complete. */
  | { readonly kind: 'established' }
  /** One master holds a control plane whose init never ended. */
  | {
      readonly kind: 'interrupted';
      readonly host: HostName;
      readonly apiReady: boolean;
      /** A kubeadm is still at work there, or may be. */
      readonly running: boolean;
      readonly missing: readonly string[];
    }
  | { readonly kind: 'blocked'; readonly block: BlockReason };

export const originOf = perObservation(deriveOrigin);

function deriveOrigin(spec: ClusterSpec, observation: Observation): Origin {
  const masters = hostsOf(spec, 'control-plane');
  const seen = masters.map((master) => observation.hosts[master.name]);
  const holders = seen.filter((one): one is HostObservation => holdsControlPlane(one));
  const rivals = rivalClusters(spec, observation);
  if (rivals !== undefined) return { kind: 'blocked', block: rivals };
  if (holders.length === 0) return freshOrHidden(spec, observation);
  const other = differentCluster(spec, observation);
  if (other !== undefined) return { kind: 'blocked', block: other };
  const answering = holders.some((holder) => holder.apiReady === 'yes');
  if (!answering && holders.some(runsWithoutLeader))
    return { kind: 'blocked', block: notAnswering(spec, observation) };
  const [only] = holders;
  if (holders.length === 1 && only !== undefined && membershipOf(spec, observation).members.length <= 1) {
    const missing = answering ? missingInitWork(observation, only.host) : ['an API that answers'];
    const { kubeadmRunning } = only;
    const lost = answering ? dataLost(observation, only) : undefined;
    if (lost !== undefined) return { kind: 'blocked', block: lost };
    if (!answering && kubeadmRunning !== 'yes' && mayHaveGrown(spec, observation, only))
      return { kind: 'blocked', block: notAnswering(spec, observation) };
    // With nothing missing init has done its work, whether or not it can be seen that its process has ended.
    if (missing.length > 0 || kubeadmRunning === 'yes') {
      const running = kubeadmRunning !== 'no';
      return { kind: 'interrupted', host: only.host, apiReady: answering, running, missing };
    }
  }
  if (answering && observation.cluster.nodes.known) return { kind: 'established' };
  return { kind: 'blocked', block: notAnswering(spec, observation) };
}

/**
 * Whether others have joined the only control plane in sight, or may have: then what does not answer is a cluster, and no init. One
 * whose kubelet has only begun its TLS bootstrap counts: the cluster answered its join. An etcd that starts without quorum serves
 * nobody (etcd 3.4), so that it cannot tell its members itself.
 */
function mayHaveGrown(spec: ClusterSpec, observation: Observation, holder: HostObservation): boolean {
  const hidden = hostsOf(spec, 'control-plane').some(({ name }) => isUnread(observation.hosts[name]));
  const joined = Object.values(observation.hosts).some(
    (one) =>
      one.host !== holder.host &&
      hasFile(one, KUBELET_CONF) &&
      (one.caFingerprint === undefined || one.caFingerprint === holder.caFingerprint),
  );
  return joined || (hidden && !spec.assumeNew);
}

/** What is on its disk was not seen. */
function isUnread(seen: HostObservation | undefined): boolean {
  return seen?.reachable !== 'yes' || seen.files === undefined;
}

/** A lone etcd always leads itself: one that runs and has no leader is a voter among others that are gone. */
function runsWithoutLeader(host: HostObservation): boolean {
  return host.etcd?.memberId !== undefined && host.etcd.leaderId === undefined;
}

function freshOrHidden(spec: ClusterSpec, observation: Observation): Origin {
  const elsewhere = clusterElsewhere(spec, observation);
  if (elsewhere !== undefined) return { kind: 'blocked', block: elsewhere };
  const masters = hostsOf(spec, 'control-plane');
  const busy = masters.find((master) => observation.hosts[master.name]?.kubeadmRunning === 'yes');
  if (busy !== undefined) {
    return {
      kind: 'interrupted',
      host: busy.name,
      apiReady: false,
      running: true,
      missing: ['the end of a running kubeadm'],
    };
  }
  const hidden = masters.filter((master) => {
    const seen = observation.hosts[master.name];
    return isUnread(seen) || seen?.kubeadmRunning === 'unknown';
  });
  // What was seen to hold a cluster is not excused by what the spec says of the others.
  const held = hidden.some(({ name }) => heldWhenLastRead(observation.hosts[name]));
  const assumeNew = spec.assumeNew && !held;
  const evidence: readonly Check[] = [
    check(
      'every-master-observed',
      hidden.length === 0 || assumeNew ? 'yes' : 'no',
      hidden.length === 0
        ? `looked at ${masters.map((master) => master.name).join(', ')}`
        : `not observed: ${hidden.map(({ name }) => `${name} (${whyHidden(observation.hosts[name])})`).join(', ')}${assumeNew ? ' (the spec says the cluster is new)' : ''}`,
    ),
    check('no-cluster-anywhere', 'yes', 'no master that was looked at holds manifests or etcd data'),
  ];
  if (hidden.length === 0 || assumeNew) return { kind: 'fresh', evidence };
  const names = hidden.map((master) => master.name).join(', ');
  return {
    kind: 'blocked',
    block: {
      code: 'may-hold-a-cluster',
      summary: `${names} cannot be observed and may hold the cluster: initialising elsewhere would make two`,
      evidence,
      remedies: [
        ...hidden.map(({ name }) => bringIntoView(name, observation.hosts[name])),
        ...(spec.assumeNew || held ? [] : ['if the cluster is certainly new, say so: spec.assumeNew: true']),
      ],
    },
  };
}

/** What `kubeadm init` does after its apiserver serves, in the order of its phases. */
function missingInitWork(observation: Observation, host: HostName): readonly string[] {
  const { cluster } = observation;
  const missing: string[] = [];
  if (cluster.recorded?.known === true && cluster.recorded.value.endpoint === undefined)
    missing.push('the recorded configuration');
  const node = cluster.nodes.known ? cluster.nodes.value.find((one) => one.name === host) : undefined;
  if (node === undefined || !isControlPlaneNode(node)) missing.push('the control-plane label');
  if (cluster.addons?.known === true && !cluster.addons.value.kubeProxy) missing.push('kube-proxy');
  if (cluster.addons?.known === true && !cluster.addons.value.coreDns) missing.push('CoreDNS');
  return missing;
}

function differentCluster(spec: ClusterSpec, observation: Observation): BlockReason | undefined {
  const recorded = observation.cluster.recorded;
  if (recorded?.known !== true || recorded.value.endpoint === undefined) return undefined;
  const wanted = endpointOf(spec);
  if (recorded.value.endpoint === wanted) return undefined;
  return {
    code: 'another-cluster',
    summary: `the hosts run a cluster whose endpoint is ${recorded.value.endpoint}, the spec says ${wanted}`,
    evidence: [check('same-cluster', 'no', `recorded ${recorded.value.endpoint}, wanted ${wanted}`)],
    remedies: ['check that the spec and the hosts belong together', 'correct spec.controlPlaneEndpoint'],
  };
}

function isUnasked(seen: HostObservation | undefined): boolean {
  return seen !== undefined && apiUnasked(seen);
}

/** Why a cluster that is there cannot be worked with. */
export function notAnswering(spec: ClusterSpec, observation: Observation): BlockReason {
  const masters = hostsOf(spec, 'control-plane');
  const seenOf = (name: HostName): HostObservation | undefined => observation.hosts[name];
  const unreachable = masters.filter((one) => seenOf(one.name)?.reachable !== 'yes');
  const cutOff: readonly Check[] = unreachable.map((one) =>
    check('host-reachable', 'no', `${one.name}: ${seenOf(one.name)?.detail ?? 'no answer'}`),
  );
  const bringBack = unreachable.map(
    (one) => `bring ${one.name} back, with its disk; the run goes on by itself`,
  );
  const membership = membershipOf(spec, observation);
  const leaderless = masters.filter((one) => {
    const seen = seenOf(one.name);
    return seen !== undefined && runsWithoutLeader(seen);
  });
  if (leaderless.length > 0 || (membership.known && membership.quorate === 'no')) {
    const voters = membership.voters.length;
    const silent = membership.voters.filter((one) => !membership.healthyVoters.includes(one));
    const counted = membership.known
      ? `${membership.healthyVoters.length} of ${voters} voters healthy, quorum ${quorumOf(voters)}; not healthy: ${namesOf(spec, silent)}`
      : `${leaderless.map((one) => one.name).join(', ')} runs without a leader, and without quorum etcd does not tell its members`;
    return {
      code: 'quorum-lost',
      summary: `etcd has no quorum: ${counted}`,
      evidence: [check('every-voter-healthy', 'no', counted), ...cutOff],
      remedies: [
        ...bringBack,
        'let every etcd member start: look at kubelet and the etcd container on each master',
        'a member that was announced but never written to its host cannot start: only a restore, or a new cluster forced from a named survivor, brings quorum back; decide that with a backup at hand',
        'change nothing about the membership meanwhile',
      ],
    };
  }
  const holders = masters.filter((master) => holdsControlPlane(seenOf(master.name)));
  const [holder] = holders;
  const seen = holder && seenOf(holder.name);
  if (unreachable.length === 0 && holders.every(({ name }) => isUnasked(seenOf(name))))
    if (holder !== undefined && seen !== undefined) return apiNotAsked(holder, seen);
  const apis = holders.map((one) => `${one.name}: ${seenOf(one.name)?.apiReady ?? 'unknown'}`).join(', ');
  return {
    code: 'api-not-answering',
    summary: `a cluster is there (${holders.map((one) => one.name).join(', ')}) but its API does not answer`,
    evidence: [check('api-on-serving-masters', 'no', apis), ...cutOff],
    remedies: [...bringBack, `look at kubelet and the static pods of ${holders[0]?.name ?? 'the masters'}`],
  };
}
