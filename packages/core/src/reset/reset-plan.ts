import { foreignHost, isForeign } from '../decisions/foreign-host.js';
import { holdsControlPlane, writtenFiles } from '../decisions/kubernetes-files.js';
import { mayRemoveMember } from '../decisions/may-remove-member.js';
import { memberOfHost, membershipOf } from '../decisions/membership.js';
import { nodeOfHost } from '../decisions/node-standing.js';
import { clusterAuthority } from '../decisions/cluster-authority.js';
import { originOf } from '../decisions/origin.js';
import { describeProjection, projectRemoval } from '../decisions/quorum.js';
import { refusals } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed, hostsOf, runsKubelet } from '../spec/cluster-spec.js';

export interface ResetRequest {
  /** Masters and workers to reset; `all`: the whole cluster. */
  readonly hosts: readonly HostName[] | 'all';
  /** Go on without hosts that cannot be reached: they keep what they have. Only of a whole cluster. */
  readonly leaveUnreachable: boolean;
}

/** What a reset would destroy, in which order, and what stands in its way. Plain JSON. */
export interface ResetPlan {
  readonly whole: boolean;
  /** Hosts that hold something, in the order in which they are reset. */
  readonly order: readonly HostName[];
  /** Not reached, so left as they are. */
  readonly left: readonly HostName[];
  /** Voters of etcd that are there now, and after; absent when etcd does not tell. */
  readonly voters?: { readonly before: number; readonly after: number };
  /** Any of them forbids all of it. */
  readonly refusals: readonly ResetRefusal[];
}

export interface ResetRefusal {
  readonly why: string;
  readonly remedy: string;
}

/**
 * Workers first, then masters; the master that serves best is the last. A host of a cluster that goes on living is only reset
 * when the voters that remain keep quorum (see `mayRemoveMember`).
 */
export function planReset(spec: ClusterSpec, observation: Observation, request: ResetRequest): ResetPlan {
  const whole = request.hosts === 'all';
  const wanted = spec.hosts.filter(
    (host) => runsKubelet(host) && (request.hosts === 'all' || request.hosts.includes(host.name)),
  );
  const reached = wanted.filter(({ name }) => observation.hosts[name]?.reachable === 'yes');
  const missing = wanted.filter((host) => !reached.includes(host)).map(({ name }) => name);
  const order = inOrder(spec, observation, reached)
    .filter((host) => holdsSomething(spec, observation, host))
    .map(({ name }) => name);
  const voters = votersOf(spec, observation, order, whole);
  return {
    whole,
    order,
    left: missing,
    ...(voters === undefined ? {} : { voters }),
    refusals: [
      ...(missing.length > 0 && !(whole && request.leaveUnreachable) ? [unreached(missing, whole)] : []),
      ...reached.flatMap((host) => refusalsOf(spec, observation, host)),
      ...(whole ? wrongCluster(spec, observation) : quorumRefusals(spec, observation, order)),
    ],
  };
}

function inOrder(
  spec: ClusterSpec,
  observation: Observation,
  hosts: readonly HostSpec[],
): readonly HostSpec[] {
  const healthy = new Set(membershipOf(spec, observation).asking);
  const serves = ({ name }: HostSpec): number =>
    (healthy.has(name) ? 2 : 0) + (observation.hosts[name]?.apiReady === 'yes' ? 1 : 0);
  const masters = hosts.filter(({ role }) => role === 'control-plane').reverse();
  return [
    ...hosts.filter(({ role }) => role === 'worker'),
    ...masters.sort((left, right) => serves(left) - serves(right)),
  ];
}

/** Files of kubeadm, a kubelet that runs, a member or a Node that only its name is left of. */
function holdsSomething(spec: ClusterSpec, observation: Observation, host: HostSpec): boolean {
  const seen = observation.hosts[host.name];
  return (
    writtenFiles(seen).length > 0 ||
    seen?.kubelet?.healthy === 'yes' ||
    memberOfHost(membershipOf(spec, observation), host) !== undefined ||
    nodeOfHost(observation, host) !== undefined
  );
}

function unreached(names: readonly HostName[], whole: boolean): ResetRefusal {
  const back = `make ${names.join(', ')} reachable`;
  return {
    why: `not reachable: ${names.join(', ')}. What is on such a host would come back with it`,
    remedy: whole ? `${back}, or leave them as they are: --leave-unreachable` : back,
  };
}

function refusalsOf(spec: ClusterSpec, observation: Observation, host: HostSpec): readonly ResetRefusal[] {
  const seen = observation.hosts[host.name];
  if (seen === undefined) return [];
  if (seen.files === undefined || seen.kubeadmRunning === 'unknown')
    return [{ why: `what ${host.name} holds could not be read`, remedy: 'look again' }];
  if (seen.kubeadmRunning === 'yes')
    return [{ why: `a kubeadm is at work on ${host.name}`, remedy: 'wait for its end' }];
  if (host.role === 'worker' && holdsControlPlane(seen))
    return [
      {
        why: `${host.name} is a worker in the specification, and holds a control plane: it may be a voter`,
        remedy: `name it a master in the specification, so that quorum is looked at before it goes`,
      },
    ];
  const authority = clusterAuthority(spec, observation);
  if (!isForeign(seen, authority)) return [];
  const { summary, remedies } = foreignHost(host, seen, authority);
  return [{ why: summary, remedy: remedies[0] ?? '' }];
}

/** What is on the hosts is not what the spec describes, so its name does not mean it. */
function wrongCluster(spec: ClusterSpec, observation: Observation): readonly ResetRefusal[] {
  const origin = originOf(spec, observation);
  if (origin.kind !== 'blocked') return [];
  const { code, summary, remedies } = origin.block;
  if (code !== 'two-clusters' && code !== 'another-cluster') return [];
  return [{ why: summary, remedy: remedies[0] ?? '' }];
}

/** The removals one after the other, each judged by what the ones before leave. */
function quorumRefusals(
  spec: ClusterSpec,
  observation: Observation,
  order: readonly HostName[],
): readonly ResetRefusal[] {
  const membership = membershipOf(spec, observation);
  const masters = order.map((name) => hostNamed(spec, name)).filter(({ role }) => role === 'control-plane');
  const wrong = wrongCluster(spec, observation);
  if (wrong.length > 0 || masters.length === 0) return wrong;
  if (membership.quorate !== 'yes')
    return [
      {
        why: `whether the cluster would keep quorum without ${masters.map(({ name }) => name).join(', ')} is not known: no quorum is seen`,
        remedy: 'bring quorum back first (quorate status says how), or reset the whole cluster: no --host',
      },
    ];
  let { length: voters } = membership.voters;
  let { length: healthy } = membership.healthyVoters;
  for (const host of masters) {
    const member = memberOfHost(membership, host);
    if (member === undefined) continue;
    const first = voters === membership.voters.length;
    const verdict = mayRemoveMember(spec, observation, membership, member);
    if (first && !verdict.allowed)
      return [
        refusedRemoval(
          host,
          refusals(verdict).map((one) => one.evidence),
        ),
      ];
    if (member.learner) continue;
    const serves = membership.healthyVoters.some(({ id }) => id === member.id);
    const projection = projectRemoval(voters, healthy, serves);
    if (!projection.holds) return [refusedRemoval(host, [describeProjection(projection, '')])];
    voters = projection.votersAfter;
    healthy = projection.healthyAfter;
  }
  return [];
}

function refusedRemoval(host: HostSpec, evidence: readonly string[]): ResetRefusal {
  return {
    why: `the cluster would not keep quorum without ${host.name}: ${evidence.join('; ')}`,
    remedy: 'make the other masters healthy first, or reset the whole cluster: no --host',
  };
}

function votersOf(
  spec: ClusterSpec,
  observation: Observation,
  order: readonly HostName[],
  whole: boolean,
): ResetPlan['voters'] {
  const membership = membershipOf(spec, observation);
  if (!membership.known) return undefined;
  const before = membership.voters.length;
  const gone = hostsOf(spec, 'control-plane').filter((host) => {
    const member = memberOfHost(membership, host);
    return order.includes(host.name) && member !== undefined && !member.learner;
  });
  return { before, after: whole ? 0 : before - gone.length };
}
