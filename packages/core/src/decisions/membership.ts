import { rememberPer } from '../foundation/remember-per.js';
import type { Tri } from '../foundation/tri.js';
import type { MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import { perObservation } from './per-observation.js';
import { quorumOf } from './quorum.js';

/** etcd's membership as far as the views of the masters allow to know it. */
export interface Membership {
  /** All known lists are equal. `unknown` when no master gave one. */
  readonly agreed: Tri;
  /** The list that every view agrees on, or the longest of the lists when they differ; empty when there is none. */
  readonly members: readonly MemberObservation[];
  readonly known: boolean;
  readonly voters: readonly MemberObservation[];
  readonly learners: readonly MemberObservation[];
  readonly unstarted: readonly MemberObservation[];
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
  const url = peerUrlOf(host);
  return membership.members.find((member) => member.peerUrls.includes(url));
}

export function hostOfMember(spec: ClusterSpec, member: MemberObservation): HostSpec | undefined {
  return hostsOf(spec, 'control-plane').find((host) => member.peerUrls.includes(peerUrlOf(host)));
}

export const membershipOf = perObservation(deriveMembership);

function deriveMembership(spec: ClusterSpec, observation: Observation): Membership {
  const masters = hostsOf(spec, 'control-plane');
  const views = masters.flatMap((master) => {
    const view = observation.hosts[master.name]?.etcd;
    return view === undefined ? [] : [{ master, view }];
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
  const leaders = views.map(({ view }) => view.leaderId);
  const leaderId = leaders.find((leader) => voters.some((voter) => voter.id === leader));
  return {
    agreed: known ? (signatures.size === 1 ? 'yes' : 'no') : 'unknown',
    members: longest,
    known,
    voters,
    learners: longest.filter((member) => member.learner),
    unstarted: longest.filter((member) => member.name === ''),
    healthyVoters,
    asking: views.filter(({ view }) => view.healthy === 'yes').map(({ master }) => master.name),
    ...(leaderId === undefined ? {} : { leaderId }),
    alarms: [...new Set(views.flatMap(({ view }) => (view.alarms.known ? view.alarms.value : [])))],
    quorate: known ? (healthyVoters.length >= quorumOf(voters.length) ? 'yes' : 'no') : 'unknown',
  };
}

/** What must be equal for two lists to agree. */
const signatureOf = rememberPer((members: readonly MemberObservation[]): string =>
  members
    .map((member) => `${member.id} ${member.name} ${member.peerUrls.join('+')} ${String(member.learner)}`)
    .sort()
    .join('\n'),
);

/** `master1, master2` — names of members, by host where the spec knows it. */
export function namesOf(spec: ClusterSpec, members: readonly MemberObservation[]): string {
  const names = members.map((member) => hostOfMember(spec, member)?.name ?? (member.name || member.id));
  return names.length === 0 ? 'none' : names.join(', ');
}
