import type { HostObservation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import type { Membership } from './membership.js';
import { namesOf } from './membership.js';
import { check } from './verdict.js';

/**
 * The id under which etcd runs on a host whose member the list does not have. A member that was removed ends by itself as soon as a
 * peer tells it (etcd: rafthttp answers 410); one that goes on was never removed by those who answer. They may have lost their data
 * and begun anew, under the same cluster id (etcd: both follow from the peer URL), and then its disk is all that is left.
 */
export function unlistedMemberId({ etcd }: HostObservation): string | undefined {
  return etcd?.memberId;
}

export function unlistedMember(
  spec: ClusterSpec,
  host: HostSpec,
  memberId: string,
  membership: Membership,
): BlockReason {
  const listed = namesOf(spec, membership.members);
  return {
    code: 'member-not-listed',
    summary: `etcd runs on ${host.name}, and the etcd that answers does not know it`,
    evidence: [
      check(
        'member-lists-agree',
        'no',
        `etcd on ${host.name} runs as member ${memberId}; the list of ${membership.asking.join(', ') || 'those that answer'} has ${listed}`,
      ),
    ],
    remedies: [
      `do not reset ${host.name} yet: if the others lost their data and began anew, its disk holds what they lost`,
      `compare etcdctl endpoint status of ${host.name} and ${membership.asking.join(', ') || 'the others'}: who began anew has the lower revision`,
      `if ${host.name} is the one to give up: move etcd.yaml out of /etc/kubernetes/manifests there; the run goes on by itself`,
    ],
  };
}
