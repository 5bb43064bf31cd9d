import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { EtcdError } from '../client.js';
import { etcdErrors } from '../errors.js';
import type { MemberId } from '../identity.js';
import type { Membership } from '../membership.js';
import { quorumOf } from '../membership.js';
import type { EtcdProfile } from '../profile.js';

/** A peer counts as connected when its link has been up for longer than this (etcd: HealthInterval). */
const HEALTH_INTERVAL_US = seconds(5);

/** The view of the asked member: its own list, its own connections. */
export interface ReconfigurationView {
  readonly self: MemberId;
  readonly membership: Membership;
  readonly nowUs: Micros;
  activeSince(id: MemberId): Micros | undefined;
}

/** `--strict-reconfig-check` before `member add`. */
export function mayAdd(
  view: ReconfigurationView,
  learner: boolean,
  rule: EtcdProfile['addNeeds'],
): EtcdError | undefined {
  const voters = view.membership.listedVoters;
  if (!learner) {
    const started = startedCount(view, voters);
    const growsFromOne = started === 1 && voters.length === 1;
    if (!growsFromOne && started < quorumOf(voters.length + 1)) return etcdErrors.notEnoughStartedMembers;
  }
  const connected = connectedCount(view, voters);
  const enough =
    rule === 'all-voters'
      ? connected === voters.length
      : voters.length === 1 || connected >= quorumOf(voters.length + 1);
  return enough ? undefined : etcdErrors.unhealthyCluster;
}

/** `--strict-reconfig-check` before `member remove`. */
export function mayRemove(view: ReconfigurationView, id: MemberId): EtcdError | undefined {
  const { membership, self } = view;
  if (membership.get(id)?.learner === true) return undefined;
  const voters = membership.listedVoters;
  const remaining = voters.filter((voter) => voter !== id);
  if (startedCount(view, remaining) < quorumOf(remaining.length)) return etcdErrors.notEnoughStartedMembers;
  // A dead member may always go.
  if (id !== self && view.activeSince(id) === undefined) return undefined;
  const connected = connectedCount(view, voters);
  const needed = 1 + Math.floor((voters.length - 1) / 2);
  return connected - 1 >= needed ? undefined : etcdErrors.unhealthyCluster;
}

/** `--strict-reconfig-check` before `member promote`, on the leader. Nobody asks whether the learner is alive. */
export function mayPromote(
  view: ReconfigurationView,
  matchOfLearner: number | undefined,
  matchOfLeader: number,
): EtcdError | undefined {
  if (matchOfLearner === undefined) return etcdErrors.memberNotFound;
  if (matchOfLearner < matchOfLeader * 0.9) return etcdErrors.learnerNotReady;
  const voters = view.membership.listedVoters;
  return startedCount(view, voters) + 1 < quorumOf(voters.length + 1)
    ? etcdErrors.notEnoughStartedMembers
    : undefined;
}

/** Started means: the list has a name. It says nothing of being alive. */
function startedCount(view: ReconfigurationView, ids: readonly MemberId[]): number {
  return ids.filter((id) => (view.membership.get(id)?.name ?? '') !== '').length;
}

function connectedCount(view: ReconfigurationView, ids: readonly MemberId[]): number {
  return ids.filter((id) => {
    if (id === view.self) return true;
    const sinceUs = view.activeSince(id);
    return sinceUs !== undefined && view.nowUs - sinceUs > HEALTH_INTERVAL_US;
  }).length;
}
