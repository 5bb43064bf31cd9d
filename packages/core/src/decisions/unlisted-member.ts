import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import type { Membership, UnlistedMember } from './membership.js';
import { describeUnlisted, namesOf } from './membership.js';
import type { Patience, WaitStep } from './patience.js';
import { isPatient } from './patience.js';
import { check } from './verdict.js';

/** What is done about a host while etcd runs somewhere as a member that those who answer do not know. */
export type Held = WaitStep | { readonly kind: 'blocked'; readonly block: BlockReason };

/**
 * Nothing is undone on this host for now: what the API and the member list say of it may be said by an etcd that lost its data, and
 * the host may be what the other one needs for its quorum. A member that was removed ends by itself, so that it passes.
 */
export function heldByUnlisted(
  situation: Patience & { readonly spec: ClusterSpec; readonly membership: Membership },
  host: HostSpec,
): Held | undefined {
  const { spec, membership } = situation;
  const own = membership.unlisted.find((one) => one.host.name === host.name);
  const unlisted = own ?? membership.unlisted[0];
  if (unlisted === undefined) return undefined;
  const reason = `etcd of ${unlisted.host.name} ends, or comes into the member list`;
  if (isPatient(situation, reason))
    return { kind: 'wait', reason, withinMs: spec.budgets.settleMs, on: unlisted.host.name };
  return { kind: 'blocked', block: unlistedMember(spec, unlisted, membership) };
}

export function unlistedMember(
  spec: ClusterSpec,
  unlisted: UnlistedMember,
  membership: Membership,
): BlockReason {
  const { host, memberId } = unlisted;
  const listed = namesOf(spec, membership.members);
  const asking = membership.asking.join(', ');
  return {
    code: 'member-not-listed',
    summary:
      memberId === undefined
        ? `etcd on ${host.name} has data, and the etcd that answers does not know it`
        : `etcd runs on ${host.name}, and the etcd that answers does not know it`,
    evidence: [
      check(
        'member-lists-agree',
        'no',
        `${describeUnlisted(unlisted)}; the list of ${asking || 'those that answer'} has ${listed}`,
      ),
    ],
    remedies: [
      `do not reset ${host.name} yet: if the others lost their data and began anew, its disk holds what they lost`,
      memberId === undefined
        ? `look what ${asking || 'the cluster that answers'} still has (kubectl get all -A): without ConfigMap kube-public/cluster-info it may have begun anew`
        : `compare etcdctl endpoint status of ${host.name} and ${asking || 'the others'}: who began anew has the lower revision`,
      `if ${host.name} is the one to give up: move etcd.yaml out of /etc/kubernetes/manifests there; the run goes on by itself`,
    ],
  };
}
