import type { Command } from '../commands/command.js';
import type { BlockReason } from '../decisions/block-reason.js';
import type { ControlPlaneStep } from '../decisions/control-plane-step.js';
import { CATCHING_UP, controlPlaneStep } from '../decisions/control-plane-step.js';
import type { Membership } from '../decisions/membership.js';
import { askedBeside, membershipOf } from '../decisions/membership.js';
import { memberRemoval } from '../decisions/member-removal.js';
import { clusterAuthority } from '../decisions/cluster-authority.js';
import type { CheckId, Verdict } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { PreparationItem } from '../preparation/preparation-item.js';
import type { HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { repairsSpent, unreachableMaster } from './control-plane-blocks.js';
import { repairBudgetSpent, timesTried, wasTried } from './issue.js';
import { finishKey, finishPauseReason, joinPauseLeftMs } from './join-attempts.js';
import { planJoin } from './join-plan.js';
import { notSettling } from './not-settling.js';
import { quorumUnproven } from './quorum-unproven.js';
import { servingMaster } from './serving-master.js';
import { noteWaiting, patienceOf, planKey, waitedFor } from './waiting.js';

/** What the control plane needs next. One thing at a time: repair before growth, growth before complaint. */
export type ControlPlanePlan =
  | { readonly kind: 'complete' }
  | { readonly kind: 'repair'; readonly host: HostName; readonly step: RepairStep; readonly command: Command }
  | {
      readonly kind: 'prepare';
      readonly host: HostName;
      readonly items: readonly PreparationItem[];
      readonly permit: Verdict;
    }
  | { readonly kind: 'join'; readonly host: HostName; readonly permit: Verdict }
  | {
      readonly kind: 'mint';
      readonly host: HostName;
      readonly token: boolean;
      readonly certificateKey: boolean;
    }
  /** `because`: what stands in the way right now; the wait is bounded under its `reason`, which does not change. */
  | {
      readonly kind: 'wait';
      readonly host: HostName;
      readonly reason: string;
      readonly because: string;
      /** Nothing else is missing than that the apiserver of the host is ready, or that the API answers some more times. */
      readonly awaits?: 'apiserver' | 'stability';
    }
  /** Its last join failed, or what should have finished it; the next attempt comes after a pause. */
  | { readonly kind: 'pause'; readonly host: HostName; readonly because: string; readonly leftMs: number }
  | { readonly kind: 'halt'; readonly block: BlockReason };

export type WaitPlan = Extract<ControlPlanePlan, { kind: 'wait' }>;

export type RepairStep = Extract<
  ControlPlaneStep,
  {
    kind:
      'finish-join' | 'promote-learner' | 'restart-kubelet' | 'remove-member' | 'delete-node' | 'reset-host';
  }
>;

/** The context with its plan, and with the waits that the plan implies. */
export function planControlPlane(context: ProtocolContext): ProtocolContext {
  const { spec, observation } = context;
  if (observation === null) return { ...context, plan: null };
  const membership = membershipOf(spec, observation);
  const clusterCa = clusterAuthority(spec, observation);
  let next = context;
  const steps = hostsOf(spec, 'control-plane').map((host) => {
    const step = controlPlaneStep({
      spec,
      observation,
      membership,
      host,
      ...patienceOf(context, host.name),
      kubeletRestarted: wasTried(context, host.name, 'restart-kubelet'),
      wasReset: wasTried(context, host.name, 'reset-host'),
      clusterCa,
    });
    return { host, step };
  });
  const plan = causeOf(context, choose(context, observation, membership, steps));
  for (const { host, step } of steps) {
    const planned = 'host' in plan && plan.host === host.name ? plan : undefined;
    // What a repair or a block was decided from stays until it is over: or the patience that led to it would begin anew.
    const decided = step.kind === 'blocked' || (isRepair(step) && planned?.kind !== 'repair');
    if (!decided) next = noteWaiting(next, host.name, ownWait(step));
    const reason = planned?.kind === 'wait' && planned.reason !== ownWait(step) ? planned.reason : undefined;
    if (plan.kind !== 'halt') next = noteWaiting(next, planKey(host.name), reason);
  }
  return { ...next, plan };
}

/** What a host waits for in vain may be quorum, which is then the reason to be told. */
function causeOf(context: ProtocolContext, plan: ControlPlanePlan): ControlPlanePlan {
  if (plan.kind !== 'halt' || !BY_LOST_QUORUM.has(plan.block.code)) return plan;
  return { kind: 'halt', block: quorumUnproven(context, plan.block) ?? plan.block };
}

const BY_LOST_QUORUM: ReadonlySet<BlockReason['code']> = new Set(['not-settling', 'host-unreachable']);

interface HostStep {
  readonly host: HostSpec;
  readonly step: ControlPlaneStep;
}

function ownWait(step: ControlPlaneStep): string | undefined {
  if (step.kind === 'wait' || step.kind === 'unreachable') return step.reason;
  return step.kind === 'promote-learner' ? CATCHING_UP : undefined;
}

function choose(
  context: ProtocolContext,
  observation: Observation,
  membership: Membership,
  steps: readonly HostStep[],
): ControlPlanePlan {
  // The one repair that changes no membership, and frees a kubeadm that hangs, waits for no kubeadm.
  for (const { host, step } of steps) {
    const freeing = step.kind === 'restart-kubelet' && isAtWork(observation, host);
    if (freeing) return planRepair(context, observation, host, step);
  }
  const busy = steps.find(
    ({ host, step }) =>
      step.kind === 'wait' &&
      isAtWork(observation, host) &&
      waitedFor(context, host.name, step.reason) < step.withinMs,
  );
  // A repair beside a kubeadm that joins or leaves would be two changes at once; one that hangs does not hold it up for ever.
  if (busy?.step.kind === 'wait') return waitFor(busy.host, busy.step.reason);
  for (const { host, step } of steps) {
    if (isRepair(step)) return planRepair(context, observation, host, step);
  }
  const blocked = steps.flatMap(({ step }) => (step.kind === 'blocked' ? [step.block] : []))[0];
  for (const { host, step } of steps) {
    if (step.kind !== 'wait') continue;
    const waitedMs = waitedFor(context, host.name, step.reason);
    if (waitedMs < step.withinMs) {
      const alone = steps.every((one) => one.step === step || NEEDS_NO_LOOK.has(one.step.kind));
      return { ...waitFor(host, step.reason), ...(alone && step.awaits ? { awaits: step.awaits } : {}) };
    }
    // What is known to be wrong with one master tells more than that another one does not settle, and may be why.
    return { kind: 'halt', block: blocked ?? notSettling(context, host, step.reason, waitedMs) };
  }
  const doubtful = steps.find(({ host, step }) => isDoubtful(context, host, step));
  if (doubtful !== undefined) return planUnreachable(context, doubtful);
  const candidate = steps.find(({ step }) => step.kind === 'join');
  const away = steps.find(({ step }) => step.kind === 'unreachable');
  if (candidate !== undefined) {
    const plan = planJoin(context, observation, membership, candidate.host);
    if (plan.kind !== 'halt') return plan;
    // What is known to be wrong with a master tells more than that another one is refused for it.
    if (blocked === undefined)
      // Patience is spent: to wait for the other one from here on would begin it anew.
      return away !== undefined && isForWantOfVoters(plan.block) ? haltOnUnreachable(away) : plan;
  }
  if (blocked !== undefined) return { kind: 'halt', block: blocked };
  return away === undefined ? { kind: 'complete' } : planUnreachable(context, away);
}

/** Of a master that needs one of these nothing is missed when it is looked at half a minute later. */
const NEEDS_NO_LOOK: ReadonlySet<ControlPlaneStep['kind']> = new Set(['complete', 'join']);

/** A voter that is out of sight counts as down, and so does its API: the way to it is what a person can put right. */
function isForWantOfVoters({ code, evidence }: BlockReason): boolean {
  return code === 'join-refused' && evidence.every(({ id }) => CHECKS_OF_VOTERS.has(id));
}

const CHECKS_OF_VOTERS: ReadonlySet<CheckId> = new Set([
  'api-on-serving-masters',
  'every-voter-healthy',
  'quorum-after-change',
]);

function planRepair(
  context: ProtocolContext,
  observation: Observation,
  host: HostSpec,
  step: RepairStep,
): ControlPlanePlan {
  const subject = subjectOf(host.name, step);
  if (repairBudgetSpent(context, subject, step.kind))
    return {
      kind: 'halt',
      block: repairsSpent(context, host, step, timesTried(context, subject, step.kind)),
    };
  const pause = step.kind === 'finish-join' ? pauseBeforeFinishing(context, host) : undefined;
  if (pause !== undefined) return pause;
  const command = repairCommand(context, observation, host.name, step);
  if (command !== undefined) return { kind: 'repair', host: host.name, step, command };
  const reason = `no master answers through which ${host.name} could be repaired`;
  const waitedMs = waitedFor(context, planKey(host.name), reason);
  if (waitedMs >= context.spec.budgets.settleMs)
    return { kind: 'halt', block: notSettling(context, host, step.reason, waitedMs) };
  return waitFor(host, reason, `${step.reason}; ${reason}`);
}

function pauseBeforeFinishing(context: ProtocolContext, { name }: HostSpec): ControlPlanePlan | undefined {
  const leftMs = joinPauseLeftMs(context, finishKey(name));
  if (leftMs === 0) return undefined;
  const because = finishPauseReason(name, context.failedJoins[finishKey(name)]);
  return { kind: 'pause', host: name, because, leftMs };
}

function waitFor({ name }: HostSpec, reason: string, because = reason): WaitPlan {
  return { kind: 'wait', host: name, reason, because };
}

function isAtWork(observation: Observation, host: HostSpec): boolean {
  return observation.hosts[host.name]?.kubeadmRunning === 'yes';
}

/** A join or reset may still be at work there: a join beside it would be two changes of the membership at once. */
function isDoubtful(context: ProtocolContext, host: HostSpec, step: ControlPlaneStep): boolean {
  return step.kind === 'unreachable' && context.kubeadmDoubtful.includes(host.name);
}

function planUnreachable(context: ProtocolContext, away: HostStep): ControlPlanePlan {
  const reason = whyUnreachable(away);
  const { host } = away;
  return waitedFor(context, host.name, reason) < context.spec.budgets.settleMs
    ? waitFor(host, reason)
    : haltOnUnreachable(away);
}

function haltOnUnreachable(away: HostStep): ControlPlanePlan {
  return { kind: 'halt', block: unreachableMaster(away.host, whyUnreachable(away)) };
}

function whyUnreachable({ host, step }: HostStep): string {
  return ownWait(step) ?? `${host.name} is not reachable`;
}

const REPAIRS: ReadonlySet<ControlPlaneStep['kind']> = new Set([
  'finish-join',
  'promote-learner',
  'restart-kubelet',
  'remove-member',
  'delete-node',
  'reset-host',
]);

function isRepair(step: ControlPlaneStep): step is RepairStep {
  return REPAIRS.has(step.kind);
}

/** What the attempts at a repair are counted under. */
function subjectOf(host: HostName, step: RepairStep): string {
  return 'memberId' in step ? step.memberId : host;
}

/** How the repair is done; undefined while there is nobody to do it through. */
function repairCommand(
  context: ProtocolContext,
  observation: Observation,
  host: HostName,
  step: RepairStep,
): Command | undefined {
  const { spec } = context;
  const membership = membershipOf(spec, observation);
  const memberWith = (id: string) => membership.members.find((member) => member.id === id);
  switch (step.kind) {
    case 'finish-join':
    case 'restart-kubelet':
    case 'reset-host':
      return { kind: step.kind, host };
    case 'delete-node': {
      const via = servingMaster(context);
      return via === undefined ? undefined : { kind: 'delete-node', node: host, via };
    }
    case 'promote-learner': {
      const member = memberWith(step.memberId);
      const via = member && askedBeside(spec, membership, member);
      return via === undefined ? undefined : { kind: step.kind, memberId: step.memberId, via };
    }
    case 'remove-member': {
      const member = memberWith(step.memberId);
      const removal = member && memberRemoval(spec, observation, membership, member);
      return removal === undefined ? undefined : { kind: step.kind, memberId: step.memberId, ...removal };
    }
  }
}
