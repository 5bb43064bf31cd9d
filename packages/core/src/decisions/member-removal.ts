import type { MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import type { Membership } from './membership.js';
import { askedBeside, hostOfMember } from './membership.js';

/** Moves leadership between two voters: `etcdctl move-leader` is taken by the leader only. */
export interface HandOver {
  /** Master whose member leads. */
  readonly from: HostName;
  /** Id of the member that is to lead, in hexadecimal digits. */
  readonly to: string;
}

export interface MemberRemoval {
  /** A master other than the one whose member goes. */
  readonly via: HostName;
  readonly handOver?: HandOver;
}

/**
 * Through whom a member is removed. One that leads hands over to the member that is asked: etcd transfers nothing when the leader
 * is removed, it just stops, and writes wait for an election of a second or more. Undefined: no other member answers.
 */
export function memberRemoval(
  spec: ClusterSpec,
  observation: Observation,
  membership: Membership,
  member: MemberObservation,
): MemberRemoval | undefined {
  const via = askedBeside(spec, membership, member);
  if (via === undefined) return undefined;
  const from = hostOfMember(spec, member)?.name;
  const to = observation.hosts[via]?.etcd?.memberId;
  const leads = membership.leaderId === member.id;
  const canLead = membership.voters.some(({ id }) => id === to);
  if (!leads || !canLead || from === undefined || to === undefined) return { via };
  return observation.hosts[from]?.etcd?.memberId === member.id ? { via, handOver: { from, to } } : { via };
}
