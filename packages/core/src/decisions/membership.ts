import { rememberPer } from '../foundation/remember-per.js';
import type { Tri } from '../foundation/tri.js';
import type {
  EtcdView,
  HostObservation,
  MemberObservation,
  Observation,
} from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import { hasEtcdData } from './kubernetes-files.js';
import { perObservation } from './per-observation.js';
import { quorumOf } from './quorum.js';

/**
 * A master whose etcd is a member that no list has. One that was removed ends by itself as soon as a peer tells it (etcd:
 * rafthttp answers 410); one that goes on was never removed by those who answer. They may have lost their data and begun anew,
 * under the same cluster id (etcd: both follow from the peer URL), and then its disk is all that is left.
 */
export interface UnlistedMember {
  readonly host: HostSpec;
  /**
   * Absent: it has data and is silent, as an etcd is that was started without quorum or is starting. It counts only where those who
   * answer cannot show that they are the cluster that kubeadm made.
   */
  readonly memberId?: string;
}

/** etcd's membership as far as the views of the masters allow to know it. */
export interface Membership {
  /** All known lists are equal, and name every member that runs. `unknown` when no master gave one. */
  readonly agreed: Tri;
  /** The list that every view agrees on, or the longest of the lists when they differ; empty when there is none. */
  readonly members: readonly MemberObservation[];
  readonly known: boolean;
  readonly voters: readonly MemberObservation[];
  readonly learners: readonly MemberObservation[];
  readonly unstarted: readonly MemberObservation[];
  readonly unlisted: readonly UnlistedMember[];
  /** Voters whose own host confirmed a linearizable read. */
  readonly healthyVoters: readonly MemberObservation[];
  /** Masters through which etcd can be asked: their own member answers. */
  readonly asking: readonly HostName[];
  readonly leaderId?: string;
  readonly alarms: readonly string[];
  /** Enough healthy voters for quorum. `unknown` when no list is known. */
  readonly quorate: Tri;
}

/** kubeadm: peers are https on 2380 at the advertise address; members are identified by peer URL, never by name. */
export function peerUrlOf(host: HostSpec): string {
  return `https://${host.advertiseAddress}:2380`;
}

export function memberOfHost(membership: Membership, host: HostSpec): MemberObservation | undefined {
  return memberAt(host, membership.members);
}

function memberAt(host: HostSpec, members: readonly MemberObservation[]): MemberObservation | undefined {
  const url = peerUrlOf(host);
  return members.find((member) => member.peerUrls.includes(url));
}

export function hostOfMember(spec: ClusterSpec, member: MemberObservation): HostSpec | undefined {
  return hostsOf(spec, 'control-plane').find((host) => member.peerUrls.includes(peerUrlOf(host)));
}

/** The master through which etcd is asked to change this member: its own member answers and is not that one. */
export function askedBeside(
  spec: ClusterSpec,
  membership: Membership,
  member: MemberObservation,
): HostName | undefined {
  const own = hostOfMember(spec, member)?.name;
  return membership.asking.find((name) => name !== own);
}

export const membershipOf = perObservation(deriveMembership);

function deriveMembership(spec: ClusterSpec, observation: Observation): Membership {
  const masters = hostsOf(spec, 'control-plane');
  const views = masters.flatMap((master): readonly View[] => {
    const seen = observation.hosts[master.name];
    return seen?.etcd === undefined ? [] : [{ master, view: seen.etcd, seen }];
  });
  const lists = views.flatMap(({ view }) => (view.members.known ? [view.members.value] : []));
  const longest = lists.reduce<readonly MemberObservation[]>(
    (best, list) => (list.length > best.length ? list : best),
    [],
  );
  const known = lists.length > 0;
  const signatures = new Set(lists.map(signatureOf));
  const voters = longest.filter((member) => !member.learner);
  const healthyVoters = voters.filter((member) => {
    const host = hostOfMember(spec, member);
    return host !== undefined && observation.hosts[host.name]?.etcd?.healthy === 'yes';
  });
  const unlisted = known ? unlistedAmong(views, longest, mayHaveBegunAnew(observation)) : [];
  const leaders = views.map(({ view }) => view.leaderId);
  const leaderId = leaders.find((leader) => voters.some((voter) => voter.id === leader));
  return {
    agreed: known ? (signatures.size === 1 && unlisted.length === 0 ? 'yes' : 'no') : 'unknown',
    members: longest,
    known,
    voters,
    learners: longest.filter((member) => member.learner),
    unstarted: longest.filter((member) => member.name === ''),
    unlisted,
    healthyVoters,
    asking: views.filter(({ view }) => view.healthy === 'yes').map(({ master }) => master.name),
    ...(leaderId === undefined ? {} : { leaderId }),
    alarms: [...new Set(views.flatMap(({ view }) => (view.alarms.known ? view.alarms.value : [])))],
    quorate: known ? (healthyVoters.length >= quorumOf(voters.length) ? 'yes' : 'no') : 'unknown',
  };
}

interface View {
  readonly master: HostSpec;
  readonly view: EtcdView;
  readonly seen: HostObservation;
}

function unlistedAmong(
  views: readonly View[],
  members: readonly MemberObservation[],
  begunAnew: boolean,
): readonly UnlistedMember[] {
  return views.flatMap(({ master, view: { memberId }, seen }): readonly UnlistedMember[] => {
    // While kubeadm runs there, a member may come that the lists do not have yet.
    if (seen.kubeadmRunning === 'yes' || memberAt(master, members) !== undefined) return [];
    if (memberId !== undefined) return [{ host: master, memberId }];
    return begunAnew && hasEtcdData(seen) ? [{ host: master }] : [];
  });
}

/** kubeadm: only init makes cluster-info, so a cluster that has it did not lose its data, and whom it does not list was removed. */
function mayHaveBegunAnew({ cluster: { signedTokenIds } }: Observation): boolean {
  return !signedTokenIds.known || signedTokenIds.value === null;
}

/** What must be equal for two lists to agree. */
const signatureOf = rememberPer((members: readonly MemberObservation[]): string =>
  members
    .map((member) => `${member.id} ${member.name} ${member.peerUrls.join('+')} ${String(member.learner)}`)
    .sort()
    .join('\n'),
);

/** `etcd on master2 runs as member 3081287f2b156237`. */
export function describeUnlisted({ host, memberId }: UnlistedMember): string {
  return memberId === undefined
    ? `etcd on ${host.name} is silent and has the data of a member`
    : `etcd on ${host.name} runs as member ${memberId}`;
}

/** Who was asked whether the lists agree, and who is in none of them. */
export function describeLists({ asking, unlisted }: Membership): string {
  const strangers = unlisted.map((unlisted) => `; ${describeUnlisted(unlisted)}, which none has`);
  return `member lists seen from ${asking.join(', ') || 'nobody'}${strangers.join('')}`;
}

/** `master1, master2` — names of members, by host where the spec knows it. */
export function namesOf(spec: ClusterSpec, members: readonly MemberObservation[]): string {
  const names = members.map((member) => hostOfMember(spec, member)?.name ?? (member.name || member.id));
  return names.length === 0 ? 'none' : names.join(', ');
}
