import { holdsControlPlane } from '../decisions/kubernetes-files.js';
import type { Membership } from '../decisions/membership.js';
import { hostOfMember, membershipOf } from '../decisions/membership.js';
import type { Origin } from '../decisions/origin.js';
import { quorumOf, toleranceOf } from '../decisions/quorum.js';
import type { MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { QuorumStatus } from './cluster-status.js';

/** A voter as it counts, whether etcd told of it or its host may hold one. */
interface Voter {
  readonly name: string;
  readonly host?: HostName;
  /** Its process answers, although perhaps no read goes through it. */
  readonly answers: boolean;
  readonly healthy: boolean;
  readonly started: boolean;
}

/**
 * A linearizable read through one member proves quorum, also when the other members cannot be seen from here. Voters that are not
 * seen to be healthy count as down: what may still fail is said for the worst case.
 */
export function quorumStatus(spec: ClusterSpec, observation: Observation, origin: Origin): QuorumStatus {
  if (origin.kind === 'fresh') return { kind: 'none' };
  const membership = membershipOf(spec, observation);
  const voters = membership.known ? listed(spec, observation, membership) : assumed(spec, observation);
  const quorum = quorumOf(voters.length);
  if (membership.known && membership.asking.length > 0) return held(voters, quorum);
  const up = voters.filter((one) => one.answers);
  const unseen = voters.filter(
    ({ host }) => host === undefined || observation.hosts[host]?.reachable !== 'yes',
  );
  const lost =
    origin.kind !== 'interrupted' &&
    voters.length > 0 &&
    (leaderless(spec, observation) || up.length + unseen.length < quorum);
  if (!lost) return { kind: 'unknown', why: 'no member of etcd could be asked' };
  const down = voters.filter((one) => !one.answers);
  return {
    kind: 'lost',
    voters: voters.length,
    quorum,
    counted: membership.known ? 'listed' : 'assumed',
    up: names(up),
    down: names(down),
    powerOnFirst: powerOnFirst(observation, down, quorum - up.length),
  };
}

function held(voters: readonly Voter[], quorum: number): QuorumStatus {
  const up = voters.filter((one) => one.healthy);
  const down = voters.filter((one) => !one.healthy);
  const tolerates = Math.max(0, toleranceOf(voters.length, up.length));
  return { kind: 'held', voters: voters.length, quorum, up: names(up), down: names(down), tolerates };
}

/** Some member runs and follows nobody: there is no quorum for it. */
function leaderless(spec: ClusterSpec, { hosts }: Observation): boolean {
  return hostsOf(spec, 'control-plane').some(({ name }) => {
    const etcd = hosts[name]?.etcd;
    return etcd?.memberId !== undefined && (etcd.leaderId === undefined || etcd.healthy === 'no');
  });
}

function listed(spec: ClusterSpec, observation: Observation, { voters }: Membership): readonly Voter[] {
  const inOrder = spec.hosts.map(({ name }) => name);
  return voters
    .map((member) => voterOf(observation, hostOfMember(spec, member), member))
    .sort((a, b) => inOrder.indexOf(a.host ?? '') - inOrder.indexOf(b.host ?? ''));
}

/** etcd does not tell its members without quorum: whoever holds one, or cannot be seen, is counted. */
function assumed(spec: ClusterSpec, observation: Observation): readonly Voter[] {
  return hostsOf(spec, 'control-plane')
    .filter(({ name }) => {
      const seen = observation.hosts[name];
      return seen?.files === undefined || holdsControlPlane(seen);
    })
    .map((host) => voterOf(observation, host));
}

function voterOf(observation: Observation, host: HostSpec | undefined, member?: MemberObservation): Voter {
  const etcd = host === undefined ? undefined : observation.hosts[host.name]?.etcd;
  return {
    name: host?.name ?? (member?.name !== '' ? member?.name : undefined) ?? member?.id ?? '',
    ...(host === undefined ? {} : { host: host.name }),
    answers: etcd?.memberId !== undefined || etcd?.healthy === 'yes',
    healthy: etcd?.healthy === 'yes',
    started: member?.name !== '',
  };
}

/** Members that have run before, first: one that was announced and never started may have nothing to start from. */
function powerOnFirst({ hosts }: Observation, down: readonly Voter[], missing: number): readonly HostName[] {
  const off = down.flatMap(({ host, started }) =>
    host !== undefined && hosts[host]?.reachable !== 'yes' ? [{ host, started }] : [],
  );
  const inOrder = [...off.filter((one) => one.started), ...off.filter((one) => !one.started)];
  return inOrder.slice(0, Math.max(0, missing)).map(({ host }) => host);
}

function names(voters: readonly Voter[]): readonly string[] {
  return voters.map(({ name }) => name);
}
