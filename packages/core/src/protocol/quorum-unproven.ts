import type { BlockReason } from '../decisions/block-reason.js';
import { membershipOf, peerUrlOf } from '../decisions/membership.js';
import { quorumOf } from '../decisions/quorum.js';
import { check } from '../decisions/verdict.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { joinsThatCount } from './join-attempts.js';

/**
 * What does not answer because too few members run: voters when the list was last readable, and masters whose join
 * was started since (it may have added them). Undefined when one voter is all there can be, or enough of them are healthy.
 */
export function quorumUnproven(context: ProtocolContext, block: BlockReason): BlockReason | undefined {
  const { spec, observation } = context;
  if (observation === null || membershipOf(spec, observation).known) return undefined;
  const voters = hostsOf(spec, 'control-plane').filter(
    (host) => isListed(context, host) || joinsThatCount(context, host.name) > 0,
  );
  const up = voters.filter(({ name }) => observation.hosts[name]?.etcd?.healthy === 'yes');
  const quorum = quorumOf(voters.length);
  if (voters.length < 2 || up.length >= quorum) return undefined;
  const told = (hosts: readonly HostSpec[]): string => hosts.map(({ name }) => name).join(', ') || 'none';
  const unlisted = voters.filter((host) => !isListed(context, host));
  const maybe =
    unlisted.length === 0 ? '' : ` (${told(unlisted)} if the join that was started there added its member)`;
  const counted = `members of etcd: ${told(voters)}${maybe}; up: ${told(up)}; quorum: ${quorum} of ${voters.length}`;
  const first = voters
    .filter((host) => !up.includes(host))
    .toSorted((a, b) => rank(context, a) - rank(context, b));
  return {
    code: 'quorum-lost',
    summary: `etcd does not answer and its quorum cannot be proven: ${counted}`,
    evidence: [check('every-voter-healthy', 'no', counted), ...block.evidence],
    remedies: [
      ...first.map((host) => bringUp(context, host)),
      'a member that was announced but never written to its host cannot start: only a restore, or a new cluster forced from a named survivor, brings quorum back; decide that with a backup at hand',
      'change nothing about the membership meanwhile; the run goes on by itself',
    ],
  };
}

function isListed({ lastMembers }: ProtocolContext, host: HostSpec): boolean {
  return lastMembers.some((member) => !member.learner && member.peerUrls.includes(peerUrlOf(host)));
}

/** Listed members that are switched off come first, then listed ones that run, then whoever may not be a member at all. */
function rank(context: ProtocolContext, host: HostSpec): number {
  if (!isListed(context, host)) return 2;
  return context.observation?.hosts[host.name]?.reachable === 'yes' ? 1 : 0;
}

function bringUp({ observation }: ProtocolContext, { name }: HostSpec): string {
  return observation?.hosts[name]?.reachable === 'yes'
    ? `look at kubelet and the etcd container on ${name} (crictl ps -a, crictl logs)`
    : `switch ${name} on, with its disk`;
}
