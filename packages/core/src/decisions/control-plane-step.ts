import { assertNever } from '../foundation/assert-never.js';
import type {
  HostObservation,
  MemberObservation,
  NodeObservation,
  Observation,
} from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { rivalClusters } from './cluster-authority.js';
import { liveWorker } from './live-worker.js';
import { apiNotAsked, apiUnasked, etcdNotAsked } from './not-asked.js';
import { alarmRemedies, alarmsOf } from './etcd-alarms.js';
import { foreignHost, isForeign } from './foreign-host.js';
import { ETCD_MANIFEST, hasEtcdData, hasFile, isHalfBootstrapped, writtenFiles } from './kubernetes-files.js';
import { answersAs, mayPromoteLearner } from './may-promote-learner.js';
import { mayRemoveMember } from './may-remove-member.js';
import { objectionToReset } from './may-reset-host.js';
import type { Membership } from './membership.js';
import { memberOfHost } from './membership.js';
import type { Patience, WaitStep } from './patience.js';
import { isPatient, kubeletMayBeRestarted, waitedMs } from './patience.js';
import { nodeOfHost } from './node-standing.js';
import { heldByUnlisted } from './unlisted-member.js';
import type { Verdict } from './verdict.js';
import { check, refusals } from './verdict.js';

/** The one next thing to do about a master, decided by what is seen: its member, its Node, its disk. */
export type ControlPlaneStep =
  | { readonly kind: 'complete' }
  /** Nothing is there: it may join, if the guard of joins permits. */
  | { readonly kind: 'join' }
  | WaitStep
  | { readonly kind: 'finish-join'; readonly reason: string }
  | {
      readonly kind: 'promote-learner';
      readonly memberId: string;
      readonly verdict: Verdict;
      readonly reason: string;
    }
  | { readonly kind: 'restart-kubelet'; readonly reason: string }
  | {
      readonly kind: 'remove-member';
      readonly memberId: string;
      readonly verdict: Verdict;
      readonly reason: string;
    }
  | { readonly kind: 'delete-node'; readonly reason: string }
  | { readonly kind: 'reset-host'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly block: BlockReason };

export interface StepSituation extends Patience {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  readonly membership: Membership;
  readonly host: HostSpec;
  /** Since its last join. */
  readonly kubeletRestarted: boolean;
  /** By this run. */
  readonly wasReset: boolean;
  /** Fingerprint of the cluster's CA, as the serving masters have it. */
  readonly clusterCa: string | undefined;
}

type Place = 'absent' | 'unstarted' | 'learner' | 'voter';

/** The table of protocol §6, and the same table for whatever an earlier run, or a person, left behind. */
export function controlPlaneStep(situation: StepSituation): ControlPlaneStep {
  const { spec, observation, membership, host, clusterCa } = situation;
  const seen = observation.hosts[host.name];
  const member = memberOfHost(membership, host);
  const node = nodeOfHost(observation, host);
  const rivals = rivalClusters(spec, observation);
  if (rivals !== undefined) return { kind: 'blocked', block: rivals };
  if (seen?.reachable !== 'yes') return unreachableStep(situation, seen, member);
  if (seen.kubeadmRunning === 'yes') return kubeadmStep(situation, seen);
  if (seen.files === undefined || seen.kubeadmRunning === 'unknown') {
    return wait(spec, `the disk and processes of ${host.name} could not be read`);
  }
  if (isForeign(seen, clusterCa)) return { kind: 'blocked', block: foreignHost(host, seen, clusterCa) };
  if (!membership.known) return started(situation, seen, 'no member list is readable');
  const place = placeOf(member);
  // A member that does not start takes the quorum of a small cluster with it, and the Nodes become unreadable.
  if (!observation.cluster.nodes.known && (place === 'absent' || place === 'voter'))
    return started(situation, seen, 'the Nodes are not readable');
  switch (place) {
    case 'absent':
      return absentStep(situation, seen, node);
    case 'unstarted':
    case 'learner':
    case 'voter':
      if (member === undefined) return wait(spec, 'member list changed');
      return place === 'voter'
        ? voterStep(situation, seen, member, node)
        : place === 'learner'
          ? learnerStep(situation, seen, member)
          : unstartedStep(situation, seen, member);
    default:
      return assertNever(place);
  }
}

function wait(spec: ClusterSpec, reason: string): ControlPlaneStep {
  return { kind: 'wait', reason, withinMs: spec.budgets.settleMs };
}

/** A learner is promoted again and again until it has caught up. */
export const CATCHING_UP = 'its learner catches up';

/**
 * A kubeadm that nobody listens to any more ends by itself. One that has written the manifest of etcd has its own restart
 * of the kubelet behind it, and waits for the member: many minutes, without quorum if it is the second voter.
 */
function kubeadmStep(situation: StepSituation, seen: HostObservation): ControlPlaneStep {
  const { spec, host, kubeletRestarted } = situation;
  const withinMs = Math.max(spec.budgets.joinTimeoutMs, spec.budgets.settleMs);
  const running = `a kubeadm process is still running on ${host.name}`;
  // One wait for both once the restart is spent: reasons that take turns would never end.
  if (kubeletRestarted || !hasSilentMember(seen)) return { kind: 'wait', reason: running, withinMs };
  const step = restartable(situation, seen, `${running} and its etcd member does not start`);
  return step.kind === 'wait' ? { ...step, withinMs } : step;
}

/** A wait for etcd on a host whose member may not run. One that answers runs: what it lacks is its peers. */
function started(situation: StepSituation, seen: HostObservation, reason: string): ControlPlaneStep {
  return hasSilentMember(seen) ? restartable(situation, seen, reason) : wait(situation.spec, reason);
}

/** Asked, it did not answer; one that nobody could ask may run. */
function hasSilentMember({ etcd, ...seen }: HostObservation): boolean {
  return hasFile(seen, ETCD_MANIFEST) && etcd?.memberId === undefined && etcd?.healthy !== 'unknown';
}

/**
 * A wait for a static pod. One whose manifest appears while the kubelet itself starts can be refused for good ("Failed to
 * admit pod", seen with kubelet 1.20): the kubelet is restarted, once, before anything is undone.
 */
function restartable(situation: StepSituation, seen: HostObservation, reason: string): ControlPlaneStep {
  const { spec, host } = situation;
  const forMs = waitedMs(situation, reason);
  if (!kubeletMayBeRestarted(situation, reason) || seen.kubelet?.active !== 'yes') return wait(spec, reason);
  // Without bootstrap-kubelet.conf, which kubeadm takes with it, it would not start again.
  if (isHalfBootstrapped(seen) && seen.kubeadmRunning !== 'yes') return wait(spec, reason);
  return {
    kind: 'restart-kubelet',
    reason: `${reason}, for ${Math.round(forMs / 1000)} s: the kubelet of ${host.name} may have refused the pod`,
  };
}

function placeOf(member: MemberObservation | undefined): Place {
  if (member === undefined) return 'absent';
  if (member.learner) return 'learner';
  return member.name === '' ? 'unstarted' : 'voter';
}

function unreachableStep(
  situation: StepSituation,
  seen: HostObservation | undefined,
  member: MemberObservation | undefined,
): ControlPlaneStep {
  const { host, membership } = situation;
  const why = seen?.detail ?? 'no answer';
  const stray = member !== undefined && (member.learner || member.name === '');
  if (stray && membership.quorate === 'yes') {
    const reason = `${host.name} is not reachable and its member has not started`;
    if (isPatient(situation, reason)) return wait(situation.spec, reason);
    return removal(situation, member, `${host.name} did not come back, its member never started`);
  }
  return { kind: 'unreachable', reason: `${host.name} is not reachable: ${why}` };
}

function absentStep(
  situation: StepSituation,
  seen: HostObservation,
  node: NodeObservation | undefined,
): ControlPlaneStep {
  const { host } = situation;
  const written = writtenFiles(seen);
  const inUse = written.length > 0 || seen.kubelet?.healthy === 'yes';
  // It has nothing to lose; whether it may join is the guard's to say.
  if (!inUse && node === undefined) return { kind: 'join' };
  const held = heldByUnlisted(situation, host);
  if (held !== undefined) return held;
  if (!inUse && node !== undefined)
    return { kind: 'delete-node', reason: `Node ${node.name} is left over: its host is clean` };
  const live = liveWorker(situation.observation, host, seen);
  if (live !== undefined) return { kind: 'blocked', block: live };
  const objection = objectionToReset(situation, seen);
  if (objection !== undefined) return objection;
  const what = written.length > 0 ? `${written.length} files of kubeadm` : 'a running kubelet';
  return { kind: 'reset-host', reason: `${host.name} holds ${what} but no member of etcd` };
}

function unstartedStep(
  situation: StepSituation,
  seen: HostObservation,
  member: MemberObservation,
): ControlPlaneStep {
  const { spec, host } = situation;
  const willStart = hasFile(seen, ETCD_MANIFEST) && seen.kubelet?.active !== 'no';
  const reason = `the kubelet of ${host.name} is starting its etcd member`;
  if (willStart && isPatient(situation, reason)) return started(situation, seen, reason);
  const why = willStart
    ? `it did not start within ${spec.budgets.settleMs / 1000} s`
    : 'nothing on the host would start it';
  return removal(situation, member, `member ${member.id} of ${host.name} is unstarted and ${why}`);
}

function learnerStep(
  situation: StepSituation,
  seen: HostObservation,
  member: MemberObservation,
): ControlPlaneStep {
  const { host, observation, membership } = situation;
  const alive = hasFile(seen, ETCD_MANIFEST) && seen.kubelet?.active !== 'no';
  if (!alive)
    return removal(situation, member, `learner ${member.id} of ${host.name} has nothing that would run it`);
  const starting = `the kubelet of ${host.name} is starting its learner`;
  if (member.name === '' && isPatient(situation, starting)) return started(situation, seen, starting);
  if (member.name === '' || !isPatient(situation, CATCHING_UP)) {
    return removal(situation, member, `learner ${member.id} of ${host.name} did not catch up`);
  }
  const silent = `the learner of ${host.name} does not answer`;
  if (!answersAs(member, seen)) {
    if (isPatient(situation, silent)) return started(situation, seen, silent);
    return removal(situation, member, `learner ${member.id} of ${host.name} does not run`);
  }
  const verdict = mayPromoteLearner(situation.spec, observation, membership, member);
  if (verdict.allowed) {
    const reason = `learner ${member.id} of ${host.name} is started and answers`;
    return { kind: 'promote-learner', memberId: member.id, verdict, reason };
  }
  const refused = `the learner of ${host.name} may not become a voter yet`;
  if (isPatient(situation, refused)) return wait(situation.spec, refused);
  return removal(situation, member, `learner ${member.id} of ${host.name} may not become a voter`);
}

function voterStep(
  situation: StepSituation,
  seen: HostObservation,
  member: MemberObservation,
  node: NodeObservation | undefined,
): ControlPlaneStep {
  const { host } = situation;
  const healthy = seen.etcd?.healthy ?? 'no';
  if (healthy === 'unknown') return unasked(situation, etcdNotAsked(host, seen));
  if (healthy === 'no') {
    if (!hasEtcdData(seen) && !hasFile(seen, ETCD_MANIFEST)) {
      return removal(situation, member, `voter ${member.id} of ${host.name} has lost its data and manifest`);
    }
    const reason = `the etcd member of ${host.name} is not healthy yet`;
    if (isPatient(situation, reason)) return started(situation, seen, reason);
    return {
      kind: 'blocked',
      block: {
        code: 'voter-unhealthy',
        summary: `the etcd member of ${host.name} is a voter and not healthy`,
        evidence: [check('every-voter-healthy', healthy, unhealthyEvidence(host, seen, member))],
        remedies: [
          ...alarmRemedies(alarmsOf(seen)),
          `look at the etcd container on ${host.name} (crictl logs)`,
          `bring ${host.name} back; the run goes on by itself`,
          `a corrupt member never comes back: quorate reset --host ${host.name}, which is refused unless the others keep quorum; then apply`,
        ],
      },
    };
  }
  // A kubelet registers its Node when it starts, and not again when somebody deletes it.
  if (node === undefined) {
    const reason = `Node of ${host.name} has not registered`;
    if (isHalfBootstrapped(seen) && !isPatient(situation, reason))
      return removal(situation, member, `the kubelet of ${host.name} was given no certificate`);
    return restartable(situation, seen, reason);
  }
  if (!isControlPlaneNode(node)) {
    return {
      kind: 'finish-join',
      reason: `${host.name} is a healthy voter; its Node lacks the control-plane label or taint`,
    };
  }
  if (apiUnasked(seen)) return unasked(situation, apiNotAsked(host, seen));
  if (seen.apiReady !== 'yes') {
    const step = restartable(situation, seen, `the apiserver of ${host.name} is not ready yet`);
    return step.kind === 'wait' ? { ...step, awaits: 'apiserver' } : step;
  }
  return { kind: 'complete' };
}

/** What could not be asked is neither well nor ill: nothing is restarted or undone for it. */
function unasked(situation: StepSituation, block: BlockReason): ControlPlaneStep {
  return isPatient(situation, block.summary)
    ? wait(situation.spec, block.summary)
    : { kind: 'blocked', block };
}

/** etcd ≥ 3.4: while an alarm is raised, `endpoint health` calls every member unhealthy, whatever it can read. */
function unhealthyEvidence(host: HostSpec, seen: HostObservation, member: MemberObservation): string {
  const alarms = alarmsOf(seen);
  const subject = `member ${member.id} on ${host.name}`;
  if (seen.etcd?.memberId === undefined) return `${subject}: it does not answer`;
  return alarms.length === 0
    ? `${subject}: it answers, and no read goes through it`
    : `${subject}: it answers; alarms: ${alarms.join(', ')}`;
}

/** kubeadm ≤ 1.19 labels master only, 1.20-1.23 both, ≥ 1.24 control-plane only: either counts. */
export function isControlPlaneNode(node: NodeObservation): boolean {
  const roles = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
  return roles.some((role) => node.labels.includes(role));
}

function removal(situation: StepSituation, member: MemberObservation, reason: string): ControlPlaneStep {
  const { spec, observation, membership, host } = situation;
  const verdict = mayRemoveMember(spec, observation, membership, member);
  if (verdict.allowed) return { kind: 'remove-member', memberId: member.id, verdict, reason };
  const lost = membership.quorate !== 'yes';
  return {
    kind: 'blocked',
    block: {
      code: lost ? 'quorum-lost' : 'member-not-removable',
      summary: `${reason}; removing it now is refused`,
      evidence: refusals(verdict),
      remedies: lost
        ? [
            `bring ${host.name} back with its disk: quorum returns when its member starts`,
            'do not remove members by force: rewriting the membership needs a named survivor and a backup',
          ]
        : [`make the other members healthy first; the run goes on by itself`],
    },
  };
}
