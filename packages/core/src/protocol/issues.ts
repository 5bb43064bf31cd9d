import type { ObserveAspect } from '../commands/command.js';
import { EVERY_ASPECT } from '../commands/command.js';
import type { BlockReason } from '../decisions/block-reason.js';
import { certificateHealth, describeCertificates } from '../decisions/certificates.js';
import { STABLE_FOR_MS, STABLE_LOOKS } from '../decisions/may-join.js';
import { check, refusals } from '../decisions/verdict.js';
import type { HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { Concern, ProtocolContext } from './context.js';
import { dueAspects, nextNewcomer } from './due-aspects.js';
import { issue } from './issue.js';
import { preparationIfDue } from './preparation-plan.js';
import {
  doneVerdict,
  firstMaster,
  initLeftovers,
  leftoverTokens,
  mayInitialise,
  origin,
} from './run-plan.js';
import { noteWaiting, waited } from './waiting.js';
import { planControlPlane } from './control-plane-plan.js';
import type { WorkerPlan } from './worker-plan.js';
import { servingMaster } from './serving-master.js';
import { planWorker, workersNeedToken } from './worker-plan.js';

/** What each state of the chart issues on entry. All pure: context in, context with commands in its outbox out. */

const LOOK_INTERVAL_MS = 2_600;
const SHORTEST_WAIT_MS = 250;
const BLOCKED_INTERVAL_MS = 10_000;

const CERTIFICATE_ASPECTS: readonly ObserveAspect[] = ['certificates', 'alarms'];

/** Everything at first; then what decides where to go on from, and certificates until one was read or while one is expired. */
export function observeHosts(context: ProtocolContext): ProtocolContext {
  const { spec, observation, nowMs } = context;
  const hosts = observedNames(context);
  const unread = observation === null || certificateHealth(spec, observation, nowMs).state === 'unknown';
  const expiry = unread || context.blocked?.code === 'certificate-expired';
  const aspects: readonly ObserveAspect[] =
    observation === null
      ? [...EVERY_ASPECT, ...preparationIfDue(context, hosts)]
      : ['installation', ...(expiry ? CERTIFICATE_ASPECTS : []), ...dueAspects(context, hosts)];
  return issue(context, 'run', { kind: 'observe', hosts, aspects });
}

/** Certificates and alarms are read again at the end: new masters have new ones. After a mere tidying they are the same. */
export function observeForVerification(context: ProtocolContext): ProtocolContext {
  const hosts = observedNames(context);
  const tidied = context.lastSettled.run?.issued.command.kind === 'revoke-credentials';
  const aspects: readonly ObserveAspect[] = tidied
    ? []
    : ['certificates', 'alarms', ...dueAspects(context, hosts)];
  return issue(context, 'run', { kind: 'observe', hosts, aspects });
}

export function observeControlPlane(context: ProtocolContext): ProtocolContext {
  const hosts = masterNames(context);
  const newcomer = nextNewcomer(context);
  return issue(context, 'control-plane', {
    kind: 'observe',
    hosts,
    ...(newcomer === undefined
      ? { aspects: dueAspects(context, hosts) }
      : {
          aspects: dueAspects(context, hosts, { newcomer, sinceMs: context.controlPlaneChangedMs }),
          newcomer,
        }),
  });
}

export function waitForControlPlane(context: ProtocolContext): ProtocolContext {
  const reason = context.plan?.kind === 'wait' ? context.plan.because : 'the control plane settles';
  return issue(context, 'control-plane', { kind: 'wait', ms: untilNextLookMs(context), reason });
}

/** Looks that show the API to be stable are spread over the time that it has to be, however long one look takes. */
function untilNextLookMs({ stability, nowMs }: ProtocolContext): number {
  if (stability === null || stability.count >= STABLE_LOOKS) return LOOK_INTERVAL_MS;
  const dueMs = stability.sinceMs + (stability.count * (STABLE_FOR_MS + 1)) / (STABLE_LOOKS - 1);
  return Math.min(LOOK_INTERVAL_MS, Math.max(SHORTEST_WAIT_MS, Math.ceil(dueMs - nowMs)));
}

export function waitForInit(context: ProtocolContext): ProtocolContext {
  return issue(context, 'run', {
    kind: 'wait',
    ms: LOOK_INTERVAL_MS,
    reason: 'the initialised control plane comes up',
  });
}

export function waitForVerification(context: ProtocolContext): ProtocolContext {
  const missing = doneVerdict(context);
  const reason =
    missing === undefined
      ? 'verification'
      : refusals(missing)
          .map((one) => one.id)
          .join(', ');
  return issue(context, 'run', { kind: 'wait', ms: LOOK_INTERVAL_MS, reason: `until: ${reason}` });
}

export function waitForEndpoint(context: ProtocolContext): ProtocolContext {
  const waiting = noteWaiting(context, 'endpoint', 'the endpoint is not reachable from every master yet');
  return issue(waiting, 'run', {
    kind: 'wait',
    ms: LOOK_INTERVAL_MS,
    reason: 'the endpoint is not reachable yet',
  });
}

export function waitBeforeMinting(context: ProtocolContext): ProtocolContext {
  return issue(context, 'credentials', {
    kind: 'wait',
    ms: LOOK_INTERVAL_MS,
    reason: 'minting credentials failed',
  });
}

export function waitBlocked(context: ProtocolContext): ProtocolContext {
  const reason = context.blocked?.summary ?? 'blocked';
  return issue(context, 'run', { kind: 'wait', ms: BLOCKED_INTERVAL_MS, reason });
}

export function configureLoadBalancer(context: ProtocolContext): ProtocolContext {
  const balancer = context.spec.loadBalancer;
  if (balancer === undefined || balancer.kind === 'external') return context;
  return issue(context, 'run', { kind: 'configure-load-balancer', host: balancer.host });
}

export function proveEndpoint(context: ProtocolContext): ProtocolContext {
  const reachable = masterNames(context).filter(
    (name) => context.observation?.hosts[name]?.reachable === 'yes',
  );
  return issue(context, 'run', { kind: 'prove-endpoint', from: reachable });
}

export function endpointProven(context: ProtocolContext): boolean {
  const facts = context.lastSettled.run?.report.facts;
  if (facts?.kind !== 'endpoint') return false;
  const answers = Object.values(facts.reachableFrom);
  return answers.length > 0 && answers.every((answer) => answer === 'yes');
}

export function endpointMaySettle(context: ProtocolContext): boolean {
  return waited(context, 'endpoint') < Math.min(context.spec.budgets.settleMs, 60_000);
}

export function initialise(context: ProtocolContext): ProtocolContext {
  return issue(
    context,
    'run',
    { kind: 'initialise', host: firstMaster(context) },
    { permit: mayInitialise(context) },
  );
}

export function finishInitialise(context: ProtocolContext): ProtocolContext {
  const from = origin(context);
  const host = from?.kind === 'interrupted' ? from.host : firstMaster(context);
  return issue(context, 'run', { kind: 'finish-initialise', host });
}

export function resetInitHost(context: ProtocolContext): ProtocolContext {
  const host = initLeftovers(context) ?? firstMaster(context);
  return issue(context, 'run', { kind: 'reset-host', host });
}

export function joinControlPlane(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'join') return context;
  return issue(
    context,
    'control-plane',
    { kind: 'join-control-plane', host: plan.host },
    { subject: plan.host, permit: plan.permit },
  );
}

export function prepareMaster(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'prepare') return context;
  const { host, items, permit } = plan;
  return issue(context, 'control-plane', { kind: 'prepare-host', host, items }, { subject: host, permit });
}

export function repair(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'repair') return context;
  const { host, step, command } = plan;
  const permit = step.kind === 'remove-member' ? { permit: step.verdict } : {};
  return issue(context, 'control-plane', command, { subject: host, ...permit });
}

export interface CredentialDemand {
  readonly token: boolean;
  readonly certificateKey: boolean;
}

export function controlPlaneNeedsCredentials(context: ProtocolContext): boolean {
  const { plan, credentials } = context;
  if (plan?.kind !== 'mint') return false;
  const last = context.lastSettled.credentials;
  const mintedSince = last?.report.outcome === 'succeeded' && last.atMs >= planMadeMs(context);
  return !(mintedSince && credentials.token !== null && credentials.certificateKey !== null);
}

/** Plans are made from the latest observation: whatever was minted after it answers the plan's demand. */
function planMadeMs(context: ProtocolContext): number {
  return context.lastSettled['control-plane']?.atMs ?? 0;
}

export function credentialDemand(context: ProtocolContext): CredentialDemand {
  const { plan } = context;
  const controlPlane = controlPlaneNeedsCredentials(context) && plan?.kind === 'mint';
  return {
    token: (controlPlane && plan.token) || workersNeedToken(context),
    certificateKey: controlPlane && plan.certificateKey,
  };
}

export function mintCredentials(context: ProtocolContext): ProtocolContext {
  const via = servingMaster(context);
  if (via === undefined) return context;
  const demand = credentialDemand(context);
  return issue(context, 'credentials', { kind: 'mint-credentials', via, ...demand });
}

/**
 * No Node is Ready and some say that it is for want of a network. One Ready Node proves that a CNI is there: a newcomer
 * gets it by itself, and a second run applies nothing.
 */
export function cniMustBeApplied(context: ProtocolContext): boolean {
  const { spec, observation } = context;
  if (spec.cni.kind === 'none' || context.cniApplied || observation === null) return false;
  const nodes = observation.cluster.nodes;
  if (!nodes.known || servingMaster(context) === undefined) return false;
  if (nodes.value.some((node) => node.ready === 'yes')) return false;
  return nodes.value.some((node) => node.ready === 'no' && node.reason === 'KubeletNotReady');
}

export function applyCni(context: ProtocolContext): ProtocolContext {
  const via = servingMaster(context);
  return via === undefined ? context : issue(context, 'network', { kind: 'apply-cni', via });
}

export function revokeCredentials(context: ProtocolContext): ProtocolContext {
  const via = servingMaster(context);
  if (via === undefined) return context;
  return issue(context, 'run', { kind: 'revoke-credentials', via, tokenIds: leftoverTokens(context) });
}

export function beginConcerns(context: ProtocolContext): ProtocolContext {
  return {
    ...context,
    plan: null,
    blocked: null,
    halts: {},
    mintFailures: 0,
    standings: {
      run: 'working',
      'control-plane': 'working',
      workers: 'working',
      network: 'working',
      credentials: 'working',
    },
  };
}

export function block(context: ProtocolContext, reason: BlockReason | null): ProtocolContext {
  return { ...context, blocked: reason, blockedSinceMs: context.blockedSinceMs ?? context.nowMs };
}

export function blockOnEndpoint(context: ProtocolContext): ProtocolContext {
  const facts = context.lastSettled.run?.report.facts;
  const answers = facts?.kind === 'endpoint' ? Object.entries(facts.reachableFrom) : [];
  const { host, port } = context.spec.controlPlaneEndpoint;
  return block(noteWaiting(context, 'endpoint', undefined), {
    code: 'endpoint-not-reachable',
    summary: `the control-plane endpoint ${host}:${port} does not accept connections from every master`,
    evidence: answers.map(([name, answer]) =>
      check('endpoint-reachable-from-every-master', answer, `from ${name}: ${answer}`),
    ),
    remedies: ['check the load balancer, and the route from the masters to it', 'the run goes on by itself'],
  });
}

export function blockOnLoadBalancer(context: ProtocolContext): ProtocolContext {
  const failure = context.lastSettled.run?.report.failure;
  return block(context, {
    code: 'load-balancer-not-configured',
    summary: `the load balancer could not be configured: ${failure?.seen ?? 'no answer'}`,
    evidence: [check('endpoint-reachable-from-every-master', 'unknown', failure?.tried ?? 'configuration')],
    remedies: ['put right what is listed on the load balancer; the run goes on by itself'],
  });
}

export function blockOnHalts(context: ProtocolContext): ProtocolContext {
  const order: readonly Concern[] = ['control-plane', 'credentials', 'network', 'workers', 'run'];
  const reason = order.map((concern) => context.halts[concern]).find((one) => one !== undefined);
  return block(context, reason ?? null);
}

export function blockOnCertificates(context: ProtocolContext): ProtocolContext {
  if (context.observation === null) return context;
  const health = certificateHealth(context.spec, context.observation, context.nowMs);
  return block(context, {
    code: 'certificate-expired',
    summary: describeCertificates(health, context.nowMs),
    evidence: [check('certificates-valid', 'no', describeCertificates(health, context.nowMs))],
    remedies: [
      'on each master named, one at a time: kubeadm certs renew all, then restart its static pods',
      'the run goes on by itself',
    ],
  });
}

export function blockOnVerification(context: ProtocolContext): ProtocolContext {
  const verdict = doneVerdict(context);
  return block(noteWaiting(context, 'verification', undefined), {
    code: 'not-settling',
    summary: 'every step was done, but the cluster does not meet its post-condition',
    evidence: verdict === undefined ? [] : refusals(verdict),
    remedies: ['look at what is listed; the run goes on by itself'],
  });
}

export function verificationMaySettle(context: ProtocolContext): boolean {
  return waited(context, 'verification') < context.spec.budgets.settleMs;
}

/** A host fell back to where only the concerns can help it. */
export function workAppeared(context: ProtocolContext): boolean {
  const plan = planControlPlane(context).plan;
  if (plan !== null && plan.kind !== 'complete' && plan.kind !== 'wait') return true;
  return (
    cniMustBeApplied(context) ||
    hostsOf(context.spec, 'worker').some((host) => hasWork(planWorker(context, host)))
  );
}

function hasWork(plan: WorkerPlan): boolean {
  return (
    plan.kind === 'needs-token' ||
    plan.kind === 'halt' ||
    (plan.kind === 'issue' && plan.command.kind !== 'wait')
  );
}

export function haltControlPlane(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  return plan?.kind === 'halt' ? halt(context, 'control-plane', plan.block) : context;
}

export function haltCredentials(context: ProtocolContext): ProtocolContext {
  const failure = context.lastSettled.credentials?.report.failure;
  return halt(context, 'credentials', {
    code: 'credentials-not-minted',
    summary: `token or certificate key could not be minted: ${failure?.seen ?? 'no answer'}`,
    evidence: [check('token-valid', 'no', failure?.tried ?? 'minting')],
    remedies: [`check the API on ${failure?.host ?? 'the masters'}; the run goes on by itself`],
  });
}

export function haltNetwork(context: ProtocolContext): ProtocolContext {
  const failure = context.lastSettled.network?.report.failure;
  return halt(context, 'network', {
    code: 'cni-not-applied',
    summary: `the CNI manifest could not be applied: ${failure?.seen ?? 'no answer'}`,
    evidence: [check('every-node-ready', 'no', failure?.tried ?? 'kubectl apply')],
    remedies: ['check the manifest; the run goes on by itself'],
  });
}

function halt(context: ProtocolContext, concern: Concern, reason: BlockReason): ProtocolContext {
  return {
    ...context,
    halts: { ...context.halts, [concern]: reason },
    standings: { ...context.standings, [concern]: 'halted' },
  };
}

/** Something is halted and nothing else can go on: whoever waits for a halted concern waits in vain. */
export function nothingMoves(context: ProtocolContext): boolean {
  if (Object.keys(context.halts).length === 0 || Object.keys(context.inFlight).length > 0) return false;
  const { standings } = context;
  if (context.halts.credentials !== undefined) return true;
  return (['control-plane', 'workers', 'network'] as const).every(
    (concern) => standings[concern] !== 'working',
  );
}

function observedNames(context: ProtocolContext): readonly HostName[] {
  return context.spec.hosts.filter((host) => host.role !== 'jumpbox').map((host) => host.name);
}

function masterNames(context: ProtocolContext): readonly HostName[] {
  return hostsOf(context.spec, 'control-plane').map((master) => master.name);
}
