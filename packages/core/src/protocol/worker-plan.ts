import type { Command, ObserveAspect } from '../commands/command.js';
import type { BlockReason } from '../decisions/block-reason.js';
import { failedJoinRemedies } from '../decisions/failed-join.js';
import { certificatesRefused } from '../decisions/certificates-refused.js';
import { clusterAuthority } from '../decisions/cluster-authority.js';
import type { Check, Verdict } from '../decisions/verdict.js';
import { check, refusals, verdict } from '../decisions/verdict.js';
import type { WorkerStep } from '../decisions/worker-step.js';
import { workerStep } from '../decisions/worker-step.js';
import { rememberPer } from '../foundation/remember-per.js';
import type { Observation } from '../observation/observation.js';
import type { HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { dueAspects } from './due-aspects.js';
import { isBusy, issue, repairBudgetSpent, wasTried } from './issue.js';
import { joinBudgetSpent, joinPauseLeftMs, joinsThatCount, pauseReason } from './join-attempts.js';
import { tokenChecks } from './credential-checks.js';
import { lookIntervalMs } from './look-interval.js';
import { notSettling } from './not-settling.js';
import { needsPreparation, preparationStanding } from './preparation-plan.js';
import { quorumUnproven } from './quorum-unproven.js';
import { servingMaster } from './serving-master.js';
import { isUnsigned, tokenNotSigned } from './token-signature.js';
import { noteWaiting, patienceOf, waitedFor } from './waiting.js';

/** What one worker needs now. Workers do not wait for each other. */
export type WorkerPlan =
  | { readonly kind: 'complete' }
  /** A command of this worker is on its way. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'needs-token' }
  | { readonly kind: 'issue'; readonly command: Command; readonly permit?: Verdict; readonly reason?: string }
  | { readonly kind: 'halt'; readonly block: BlockReason };

export function planWorker(context: ProtocolContext, host: HostSpec): WorkerPlan {
  const plans = plansIn(context);
  const before = plans.get(host);
  if (before !== undefined) return before;
  const plan = makePlan(context, host);
  plans.set(host, plan);
  return plan;
}

/** The guards of a step ask the same of one context. */
const plansIn = rememberPer((_context: ProtocolContext) => new Map<HostSpec, WorkerPlan>());

function makePlan(context: ProtocolContext, host: HostSpec): WorkerPlan {
  const { spec, observation } = context;
  if (isBusy(context, 'workers', host.name)) return { kind: 'busy' };
  const via = servingMaster(context);
  const masters = hostsOf(spec, 'control-plane').map((one) => one.name);
  if (observation === null) return look(context, host, masters);
  if (via === undefined) {
    const reason = `no master answers through which ${host.name} could join`;
    const plan = pause(context, host, masters, { reason, withinMs: spec.budgets.settleMs });
    return plan.kind === 'halt' ? { kind: 'halt', block: noMasterAnswers(context, plan.block) } : plan;
  }
  const changedMs = context.workerChangedMs[host.name] ?? 0;
  const seen = observation.hosts[host.name];
  if (seen === undefined || seen.atMs < changedMs || observation.cluster.atMs < changedMs)
    return look(context, host, [via]);
  const preparation = planPreparation(context, host, via);
  if (preparation !== undefined) return preparation;
  const step = workerStep({
    spec,
    observation,
    host,
    ...patienceOf(context, host.name),
    kubeletRestarted: wasTried(context, host.name, 'restart-kubelet'),
    wasReset: wasTried(context, host.name, 'reset-host'),
    clusterCa: clusterAuthority(spec, observation),
  });
  return fromStep(context, observation, host, via, step);
}

/** It is the masters that are to be looked at, and what they may want is quorum. */
function noMasterAnswers(context: ProtocolContext, { code, summary }: BlockReason): BlockReason {
  const seen = hostsOf(context.spec, 'control-plane').map(({ name }) => {
    const { apiReady = 'unknown', detail } = context.observation?.hosts[name] ?? {};
    return check('api-on-serving-masters', apiReady, `${name}: ${detail ?? `apiserver ready: ${apiReady}`}`);
  });
  const block: BlockReason = {
    code,
    summary,
    evidence: seen,
    remedies: ['look at the masters: journalctl -u kubelet, crictl ps -a; the run goes on by itself'],
  };
  return quorumUnproven(context, block) ?? block;
}

/** Before a worker that holds nothing of a cluster may join; undefined when there is nothing to prepare. */
function planPreparation(context: ProtocolContext, host: HostSpec, via: HostName): WorkerPlan | undefined {
  const reachable = context.observation?.hosts[host.name]?.reachable === 'yes';
  if (!reachable || !needsPreparation(context, host)) return undefined;
  const standing = preparationStanding(context, host);
  switch (standing.kind) {
    case 'prepared':
      return undefined;
    case 'unobserved':
      return look(context, host, [via]);
    case 'unclear':
      return pause(context, host, [via], {
        reason: `how far ${host.name} is prepared could not be read`,
        withinMs: context.spec.budgets.settleMs,
      });
    case 'refused':
      return { kind: 'halt', block: standing.block };
    case 'due': {
      const { items, permit } = standing;
      return { kind: 'issue', command: { kind: 'prepare-host', host: host.name, items }, permit };
    }
  }
}

function fromStep(
  context: ProtocolContext,
  observation: Observation,
  host: HostSpec,
  via: HostName,
  step: WorkerStep,
): WorkerPlan {
  switch (step.kind) {
    case 'complete': {
      const { spec, nowMs } = context;
      const refused = certificatesRefused(spec, observation, nowMs, { host: host.name });
      return refused === undefined ? { kind: 'complete' } : { kind: 'halt', block: refused };
    }
    case 'blocked':
      return { kind: 'halt', block: step.block };
    case 'wait':
      return pause(context, host, [via], step);
    case 'delete-node':
      if (repairBudgetSpent(context, host.name, step.kind))
        return { kind: 'halt', block: budgetSpent(context, host, `${step.kind}: ${step.reason}`) };
      return { kind: 'issue', command: { kind: 'delete-node', node: host.name, via }, reason: step.reason };
    case 'reset-host':
      if (repairBudgetSpent(context, host.name, step.kind))
        return { kind: 'halt', block: budgetSpent(context, host, `${step.kind}: ${step.reason}`) };
      return { kind: 'issue', command: { kind: 'reset-host', host: host.name }, reason: step.reason };
    case 'restart-kubelet':
      return {
        kind: 'issue',
        command: { kind: 'restart-kubelet', host: host.name },
        reason: step.reason,
      };
    case 'join':
      return planJoin(context, observation, host, via, step.verdict);
  }
}

function planJoin(
  context: ProtocolContext,
  observation: Observation,
  host: HostSpec,
  via: HostName,
  fitness: Verdict,
): WorkerPlan {
  const { spec } = context;
  if (joinBudgetSpent(context, host.name)) {
    const begun = `${host.name}: its join was begun ${joinsThatCount(context, host.name)} times, and it is no node`;
    return { kind: 'halt', block: budgetSpent(context, host, begun) };
  }
  if (joinPauseLeftMs(context, host.name) > 0) {
    const reason = pauseReason(host.name, context.failedJoins[host.name]);
    return pause(context, host, [via], { reason, withinMs: Number.POSITIVE_INFINITY });
  }
  const token = tokenChecks(context, observation);
  if (token.some((one) => one.holds === 'no')) return { kind: 'needs-token' };
  const permit = verdict(fitness.subject, [...fitness.checks, apiCheck(observation, via), ...token]);
  if (permit.allowed) return { kind: 'issue', command: { kind: 'join-worker', host: host.name }, permit };
  const waiting = { reason: `${host.name} may not join yet`, withinMs: spec.budgets.settleMs };
  const plan = pause(context, host, [via], waiting);
  const refused = refusals(permit);
  return plan.kind === 'halt' && isUnsigned(refused)
    ? { kind: 'halt', block: tokenNotSigned(context, refused) }
    : plan;
}

function apiCheck(observation: Observation, via: HostName): Check {
  const seen = observation.hosts[via];
  return check('api-through-endpoint', seen?.apiReadyViaEndpoint ?? 'unknown', `asked from ${via}`);
}

/** Waits a little the first time round, looks again after that. */
function pause(
  context: ProtocolContext,
  host: HostSpec,
  masters: readonly HostName[],
  { reason, withinMs }: { readonly reason: string; readonly withinMs: number },
): WorkerPlan {
  const waitedMs = waitedFor(context, host.name, reason);
  if (waitedMs >= withinMs) return { kind: 'halt', block: notSettling(context, host, reason, waitedMs) };
  const last = context.lastSettled.workers;
  const justWaited = last?.issued.subject === host.name && last.issued.command.kind === 'wait';
  if (justWaited) return { ...look(context, host, masters), reason };
  return { kind: 'issue', command: { kind: 'wait', ms: lookIntervalMs(context, 'workers'), reason }, reason };
}

function look(
  context: ProtocolContext,
  host: HostSpec,
  masters: readonly HostName[],
): Extract<WorkerPlan, { kind: 'issue' }> {
  const aspects: readonly ObserveAspect[] = ['installation', ...dueAspects(context, [...masters, host.name])];
  const hosts = [...masters, host.name];
  return { kind: 'issue', command: { kind: 'observe', hosts, aspects, newcomer: host.name } };
}

/** `what` was tried may have succeeded each time, and have come to nothing: then no failure tells of it. */
function budgetSpent(context: ProtocolContext, host: HostSpec, what: string): BlockReason {
  const own = context.failures.filter((line) => line.startsWith(`${host.name}:`));
  return {
    code: 'worker-budget-spent',
    summary: `${host.name} did not join in ${context.spec.budgets.joinAttempts} attempts`,
    evidence: [
      check('every-node-present', 'no', what),
      ...own.map((line) => check('host-clean', 'no', line)),
    ],
    remedies: [
      ...failedJoinRemedies(host.name, context.failedJoins[host.name]?.reason),
      `look at ${host.name}: journalctl -u kubelet`,
      'then start the run again',
    ],
  };
}

/** Issues whatever workers can do now; the standing of the concern follows from their plans. */
export function advanceWorkers(context: ProtocolContext): ProtocolContext {
  let next = context;
  const kinds: WorkerPlan['kind'][] = [];
  let halt: BlockReason | undefined;
  for (const host of hostsOf(context.spec, 'worker')) {
    const plan = planWorker(next, host);
    kinds.push(plan.kind);
    if (plan.kind === 'halt') halt = plan.block;
    if (plan.kind === 'issue') {
      const options = plan.permit === undefined ? {} : { permit: plan.permit };
      next = issue(next, 'workers', plan.command, { subject: host.name, ...options });
      const changes = plan.command.kind !== 'wait' && plan.command.kind !== 'observe';
      if (changes || plan.reason !== undefined)
        next = noteWaiting(next, host.name, changes ? undefined : plan.reason);
    }
    if (plan.kind === 'complete') next = noteWaiting(next, host.name, undefined);
  }
  const moving = kinds.some((kind) => kind === 'busy' || kind === 'issue' || kind === 'needs-token');
  const standing = moving ? 'working' : halt === undefined ? 'complete' : 'halted';
  return {
    ...next,
    standings: { ...next.standings, workers: standing },
    halts: halt === undefined ? withoutHalt(next) : { ...next.halts, workers: halt },
  };
}

function withoutHalt(context: ProtocolContext): ProtocolContext['halts'] {
  if (context.halts.workers === undefined) return context.halts;
  return Object.fromEntries(Object.entries(context.halts).filter(([concern]) => concern !== 'workers'));
}

/** Some worker has something to do now. */
export function workersCanAdvance(context: ProtocolContext): boolean {
  return hostsOf(context.spec, 'worker').some((host) => planWorker(context, host).kind === 'issue');
}

export function workersNeedToken(context: ProtocolContext): boolean {
  return hostsOf(context.spec, 'worker').some((host) => planWorker(context, host).kind === 'needs-token');
}
