import type { DeleteNodeCommand, RemoveMemberCommand, ResetHostCommand } from '../commands/command.js';
import { holdsControlPlane, writtenFiles } from '../decisions/kubernetes-files.js';
import { mayRemoveMember } from '../decisions/may-remove-member.js';
import { memberRemoval } from '../decisions/member-removal.js';
import type { Membership } from '../decisions/membership.js';
import { describeLists, memberOfHost, membershipOf } from '../decisions/membership.js';
import { nodeOfHost } from '../decisions/node-standing.js';
import type { Verdict } from '../decisions/verdict.js';
import { check, verdict } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed, hostsOf } from '../spec/cluster-spec.js';
import type { ResetPlan } from './reset-plan.js';

export type ResetStep =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'command';
      readonly command: RemoveMemberCommand | ResetHostCommand | DeleteNodeCommand;
    }
  /** The guard forbids it by what is seen now; nothing was done since it was asked. */
  | { readonly kind: 'refused'; readonly verdict: Verdict };

/**
 * The one next thing to do, decided by what is seen now, so that a command whose end was not seen is looked at and not repeated.
 * For each host in the order of the plan: its member of etcd leaves while the others can still agree to it, then the host is
 * reset, then its Node is deleted.
 */
export function nextResetStep(spec: ClusterSpec, observation: Observation, plan: ResetPlan): ResetStep {
  for (const name of plan.order) {
    const step = stepFor(spec, observation, plan, hostNamed(spec, name));
    if (step !== undefined) return step;
  }
  return { kind: 'done' };
}

function stepFor(
  spec: ClusterSpec,
  observation: Observation,
  plan: ResetPlan,
  host: HostSpec,
): ResetStep | undefined {
  const seen = observation.hosts[host.name];
  const removal = removalOf(spec, observation, plan, host);
  if (removal !== undefined) return removal;
  if (writtenFiles(seen).length > 0 || seen?.kubelet?.healthy === 'yes')
    return { kind: 'command', command: { kind: 'reset-host', host: host.name } };
  const node = nodeOfHost(observation, host);
  const via = servingOther(spec, observation, host);
  if (node === undefined || via === undefined) return undefined;
  return { kind: 'command', command: { kind: 'delete-node', node: node.name, via } };
}

/** Where everything goes, a member that cannot leave is no reason to stop: its etcd goes with its host. */
function removalOf(
  spec: ClusterSpec,
  observation: Observation,
  plan: ResetPlan,
  host: HostSpec,
): ResetStep | undefined {
  const membership = membershipOf(spec, observation);
  const member = memberOfHost(membership, host);
  if (!plan.whole && !membership.known && holdsControlPlane(observation.hosts[host.name]))
    return { kind: 'refused', verdict: unreadMembers(host, membership) };
  if (host.role !== 'control-plane' || member === undefined) return undefined;
  const verdict = mayRemoveMember(spec, observation, membership, member);
  const removal = memberRemoval(spec, observation, membership, member);
  if (!verdict.allowed || removal === undefined) return plan.whole ? undefined : { kind: 'refused', verdict };
  return { kind: 'command', command: { kind: 'remove-member', memberId: member.id, ...removal } };
}

/** It may be a voter whose going costs the others their quorum. */
function unreadMembers(host: HostSpec, membership: Membership): Verdict {
  return verdict(`reset ${host.name}`, [
    check('member-lists-agree', membership.agreed, describeLists(membership)),
  ]);
}

function servingOther(spec: ClusterSpec, { hosts }: Observation, { name }: HostSpec): HostName | undefined {
  return hostsOf(spec, 'control-plane').find(
    (master) => master.name !== name && hosts[master.name]?.apiReady === 'yes',
  )?.name;
}
