import { hostOfMember, membershipOf } from '../decisions/membership.js';
import { known, unknown } from '../foundation/tri.js';
import type { MemberObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { EtcdStatus, MemberStatus } from './cluster-status.js';

export function etcdStatus(spec: ClusterSpec, observation: Observation): EtcdStatus {
  const membership = membershipOf(spec, observation);
  const { agreed, alarms, leaderId } = membership;
  if (!membership.known) return { members: unknown(whyNoList(spec, observation)), agreed, alarms };
  const members = membership.members.map((member): MemberStatus => {
    const host = hostOfMember(spec, member)?.name;
    const seen = host === undefined ? undefined : observation.hosts[host];
    return {
      id: member.id,
      name: member.name,
      ...(host === undefined ? {} : { host }),
      role: roleOf(member),
      healthy: seen?.etcd?.healthy ?? (seen?.files === undefined ? 'unknown' : 'no'),
      leader: member.id === leaderId,
      peerUrls: member.peerUrls,
    };
  });
  return { members: known(members), agreed, alarms };
}

function roleOf({ name, learner }: MemberObservation): MemberStatus['role'] {
  if (name === '') return 'unstarted';
  return learner ? 'learner' : 'voter';
}

function whyNoList(spec: ClusterSpec, { hosts }: Observation): string {
  for (const { name } of hostsOf(spec, 'control-plane')) {
    const members = hosts[name]?.etcd?.members;
    if (members?.known === false) return `${name}: ${members.why}`;
  }
  return 'no master that was reached has an etcd member';
}
