import type { Command } from '../commands/command.js';
import type { BlockReason } from '../decisions/block-reason.js';
import type { ControlPlaneStep } from '../decisions/control-plane-step.js';
import { controlPlaneStep } from '../decisions/control-plane-step.js';
import { certificateKeyValidity, describeLeft, tokenValidity } from '../decisions/credentials.js';
import { fitnessRemedies } from '../decisions/fitness-remedies.js';
import { mayJoinControlPlane } from '../decisions/may-join.js';
import type { Membership } from '../decisions/membership.js';
import { membershipOf } from '../decisions/membership.js';
import { clusterAuthority } from '../decisions/origin.js';
import { unclearBlock } from '../decisions/preparation.js';
import type { Check, CheckId, Verdict } from '../decisions/verdict.js';
import { check, refusals, verdict } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { PreparationItem } from '../preparation/preparation-item.js';
import type { HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { repairBudgetSpent } from './issue.js';
import { preparationStanding } from './preparation-plan.js';
import { servingMaster } from './serving-master.js';
import { noteWaiting, waitedFor } from './waiting.js';

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
  | { readonly kind: 'wait'; readonly host: HostName; readonly reason: string; readonly because: string }
  | { readonly kind: 'halt'; readonly block: BlockReason };

export type RepairStep = Extract<
  ControlPlaneStep,
  { kind: 'finish-join' | 'promote-learner' | 'remove-member' | 'delete-node' | 'reset-host' }
>;

/** Waiting cannot put these right. */
const HOPELESS: ReadonlySet<CheckId> = new Set([
  'host-identity',
  'host-versions',
  'host-clock',
  'host-address',
  'host-cpus',
  'host-memory',
  'host-swap',
  'host-kernel',
  'host-programs',
  'certificates-valid',
  'no-alarm',
]);

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
      waitedMs: waitedFor(context, host.name),
      clusterCa,
    });
    return { host, step };
  });
  const plan = choose(context, observation, membership, steps);
  for (const { host, step } of steps) {
    const planned = plan.kind === 'wait' && plan.host === host.name ? plan.reason : undefined;
    next = noteWaiting(next, host.name, planned ?? ownWait(step));
  }
  return { ...next, plan };
}

interface HostStep {
  readonly host: HostSpec;
  readonly step: ControlPlaneStep;
}

function ownWait(step: ControlPlaneStep): string | undefined {
  if (step.kind === 'wait' || step.kind === 'unreachable') return step.reason;
  return step.kind === 'promote-learner' ? 'its learner catches up' : undefined;
}

function choose(
  context: ProtocolContext,
  observation: Observation,
  membership: Membership,
  steps: readonly HostStep[],
): ControlPlanePlan {
  const { spec } = context;
  for (const { host, step } of steps) {
    if (!isRepair(step)) continue;
    if (repairBudgetSpent(context, subjectOf(host.name, step), step.kind))
      return { kind: 'halt', block: budgetSpent(context, host) };
    const command = repairCommand(context, observation, host.name, step);
    if (command !== undefined) return { kind: 'repair', host: host.name, step, command };
    if (waitedFor(context, host.name) >= spec.budgets.settleMs)
      return { kind: 'halt', block: notSettling(context, host, step.reason) };
    const reason = `no master answers through which ${host.name} could be repaired`;
    return { kind: 'wait', host: host.name, reason, because: `${step.reason}; ${reason}` };
  }
  for (const { host, step } of steps) {
    if (step.kind !== 'wait') continue;
    if (waitedFor(context, host.name) < step.withinMs)
      return { kind: 'wait', host: host.name, reason: step.reason, because: step.reason };
    return { kind: 'halt', block: notSettling(context, host, step.reason) };
  }
  const blocked = steps.find(({ step }) => step.kind === 'blocked');
  const candidate = steps.find(({ step }) => step.kind === 'join');
  if (candidate !== undefined) {
    const plan = planJoin(context, observation, membership, candidate.host);
    if (plan.kind !== 'halt' || blocked === undefined) return plan;
  }
  if (blocked?.step.kind === 'blocked') return { kind: 'halt', block: blocked.step.block };
  for (const { host, step } of steps) {
    if (step.kind !== 'unreachable') continue;
    if (waitedFor(context, host.name) < spec.budgets.settleMs)
      return { kind: 'wait', host: host.name, reason: step.reason, because: step.reason };
    return { kind: 'halt', block: unreachableMaster(host, step.reason) };
  }
  return { kind: 'complete' };
}

const REPAIRS: ReadonlySet<ControlPlaneStep['kind']> = new Set([
  'finish-join',
  'promote-learner',
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
  const masters = hostsOf(context.spec, 'control-plane').map((master) => master.name);
  switch (step.kind) {
    case 'finish-join':
    case 'reset-host':
      return { kind: step.kind, host };
    case 'delete-node': {
      const via = servingMaster(context);
      return via === undefined ? undefined : { kind: 'delete-node', node: host, via };
    }
    case 'promote-learner':
    case 'remove-member': {
      const via = masters.find((name) => name !== host && observation.hosts[name]?.etcd?.healthy === 'yes');
      return via === undefined ? undefined : { kind: step.kind, memberId: step.memberId, via };
    }
  }
}

/** A master that appears later is prepared before its join; undefined when it is. */
function planPreparation(context: ProtocolContext, host: HostSpec): ControlPlanePlan | undefined {
  const standing = preparationStanding(context, host);
  const reason = `how far ${host.name} is prepared is not known yet`;
  switch (standing.kind) {
    case 'prepared':
      return undefined;
    case 'due':
      return { kind: 'prepare', host: host.name, items: standing.items, permit: standing.permit };
    case 'refused':
      return { kind: 'halt', block: standing.block };
    case 'unobserved':
    case 'unclear': {
      const because = standing.kind === 'unclear' ? standing.because : reason;
      return waitedFor(context, host.name) >= context.spec.budgets.settleMs
        ? { kind: 'halt', block: unclearBlock(host, because) }
        : { kind: 'wait', host: host.name, reason, because };
    }
  }
}

function planJoin(
  context: ProtocolContext,
  observation: Observation,
  membership: Membership,
  host: HostSpec,
): ControlPlanePlan {
  const { spec, nowMs } = context;
  const preparation = planPreparation(context, host);
  if (preparation !== undefined) return preparation;
  if ((context.attempts[host.name] ?? 0) >= spec.budgets.joinAttempts)
    return { kind: 'halt', block: budgetSpent(context, host) };
  const permit = mayJoinControlPlane({
    spec,
    observation,
    membership,
    host,
    stability: context.stability,
    lastChangeEndedMs: context.controlPlaneChangedMs,
    nowMs,
  });
  const refused = refusals(permit);
  if (refused.some((one) => one.holds === 'no' && HOPELESS.has(one.id)))
    return { kind: 'halt', block: joinRefused(host, permit) };
  if (!permit.allowed) {
    if (waitedFor(context, host.name) >= spec.budgets.settleMs)
      return { kind: 'halt', block: joinRefused(host, permit) };
    return waitFor(host, `${host.name} may not join yet`, refused);
  }
  const credentials = credentialChecks(context, observation);
  const missing = (id: CheckId): boolean => credentials.some((one) => one.id === id && one.holds === 'no');
  const token = missing('token-valid');
  const certificateKey = missing('certificate-key-valid') || missing('uploaded-certificates-complete');
  if (token || certificateKey) return { kind: 'mint', host: host.name, token, certificateKey };
  const full = verdict(permit.subject, [...permit.checks, ...credentials]);
  if (full.allowed) return { kind: 'join', host: host.name, permit: full };
  if (waitedFor(context, host.name) >= spec.budgets.settleMs)
    return { kind: 'halt', block: joinRefused(host, full) };
  return waitFor(host, 'the credentials are not usable yet', refusals(full));
}

function waitFor(host: HostSpec, reason: string, refused: readonly Check[]): ControlPlanePlan {
  const because = refused.map((one) => one.evidence).join('; ');
  return { kind: 'wait', host: host.name, reason, because: `${reason}: ${because}` };
}

/** A join with a credential that is gone hangs for minutes: what is held is compared with what the cluster has. */
function credentialChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  return [...tokenChecks(context, observation), ...certificateKeyChecks(context, observation)];
}

export function tokenChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  const { spec, nowMs, credentials } = context;
  const { token } = credentials;
  const { tokens, signedTokenIds } = observation.cluster;
  const left = describeLeft(token?.expiresAtMs, nowMs);
  const seen = observation.cluster.atMs >= context.mintedMs;
  const gone = token !== null && seen && tokens.known && !tokens.value.some((one) => one.id === token.id);
  const valid = tokenValidity(credentials, nowMs, spec) === 'valid' && !gone;
  const signed = token !== null && seen && signedTokenIds.known && signedTokenIds.value.includes(token.id);
  return [
    check(
      'token-valid',
      valid,
      gone ? 'the bootstrap token is gone from the cluster' : `bootstrap token: ${left}`,
    ),
    check(
      'token-signed',
      signed ? 'yes' : 'unknown',
      signed ? 'its signature stands in cluster-info' : 'its signature has not been seen in cluster-info yet',
    ),
  ];
}

function certificateKeyChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  const { spec, nowMs, credentials } = context;
  const uploaded = observation.cluster.uploadedCertificates;
  const validity = certificateKeyValidity(credentials, nowMs, spec);
  const left = describeLeft(credentials.certificateKey?.expiresAtMs, nowMs);
  const seen = observation.cluster.atMs >= context.mintedMs;
  const present = !seen
    ? 'unknown'
    : uploaded.known
      ? uploaded.value !== null && uploaded.value.emptyEntries.length === 0
        ? 'yes'
        : 'no'
      : 'unknown';
  const evidence = !uploaded.known
    ? uploaded.why
    : uploaded.value === null
      ? 'Secret kubeadm-certs is gone'
      : `Secret kubeadm-certs is there; empty entries: ${uploaded.value.emptyEntries.join(', ') || 'none'}`;
  return [
    check('certificate-key-valid', validity === 'valid', `certificate key: ${left}`),
    check('uploaded-certificates-complete', validity === 'valid' ? present : 'unknown', evidence),
  ];
}

/** With these alone in the way, it is the path to the apiservers that is broken, not the apiservers. */
const ENDPOINT_CHECKS: ReadonlySet<CheckId> = new Set(['api-through-endpoint', 'api-stable']);

function joinRefused(host: HostSpec, permit: Verdict): BlockReason {
  const evidence = refusals(permit);
  if (evidence.every((one) => ENDPOINT_CHECKS.has(one.id))) {
    return {
      code: 'endpoint-not-reachable',
      summary: `${host.name} may not join: the apiservers answer, but not through the control-plane endpoint`,
      evidence,
      remedies: [
        'check the load balancer, and the route from the masters to it',
        'the run goes on by itself',
      ],
    };
  }
  const remedies = [...fitnessRemedies(evidence), 'put right what is listed; the run goes on by itself'];
  if (evidence.every(({ id }) => id === 'peer-ports-open')) {
    const summary = `${host.name} may not join: it and other masters do not reach each other, and its member would not either`;
    return { code: 'peers-not-reachable', summary, evidence, remedies };
  }
  return {
    code: 'join-refused',
    summary: `${host.name} may not join the control plane`,
    evidence,
    remedies,
  };
}

function budgetSpent(context: ProtocolContext, host: HostSpec): BlockReason {
  return {
    code: 'join-budget-spent',
    summary: `${host.name} did not become a master in the ${context.spec.budgets.joinAttempts} attempts of the budget`,
    evidence: context.failures.map((line) => check('host-clean', 'no', line)),
    remedies: [`look at ${host.name}: journalctl -u kubelet, crictl ps -a`, 'then start the run again'],
  };
}

function notSettling(context: ProtocolContext, host: HostSpec, reason: string): BlockReason {
  return {
    code: 'not-settling',
    summary: `${reason} (for ${Math.round(waitedFor(context, host.name) / 1000)} s)`,
    evidence: [check('host-reachable', 'unknown', reason)],
    remedies: [`look at ${host.name}: journalctl -u kubelet, crictl ps -a; the run goes on by itself`],
  };
}

function unreachableMaster(host: HostSpec, reason: string): BlockReason {
  return {
    code: 'host-unreachable',
    summary: reason,
    evidence: [check('host-reachable', 'no', reason)],
    remedies: [`switch ${host.name} on, or repair its network; the run goes on by itself`],
  };
}
