import type { BlockReason } from '../../decisions/block-reason.js';
import { certificatesRefused } from '../../decisions/certificates-refused.js';
import { fitnessRemedies } from '../../decisions/fitness-remedies.js';
import { lostFitness } from '../../decisions/lost-fitness.js';
import type { Check, CheckId } from '../../decisions/verdict.js';
import { hostsOf, runsKubelet } from '../../spec/cluster-spec.js';
import type { Concern, ProtocolContext } from '../context.js';
import { planControlPlane } from '../control-plane-plan.js';
import { openChecks } from '../run-plan.js';
import { quorumUnproven } from '../quorum-unproven.js';
import { noteWaiting, waited } from '../waiting.js';
import type { WorkerPlan } from '../worker-plan.js';
import { planWorker } from '../worker-plan.js';
import { cniMustBeApplied } from './network.js';

/** How the concerns of an established cluster begin, halt, and block the run. */

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

export function blockOnHalts(context: ProtocolContext): ProtocolContext {
  const order: readonly Concern[] = ['control-plane', 'credentials', 'network', 'workers', 'run'];
  const reason = order.map((concern) => context.halts[concern]).find((one) => one !== undefined);
  return block(context, reason ?? null);
}

export function blockOnCertificates(context: ProtocolContext): ProtocolContext {
  const { spec, observation, nowMs } = context;
  return observation === null
    ? context
    : block(context, certificatesRefused(spec, observation, nowMs, 'masters') ?? null);
}

export function blockOnVerification(context: ProtocolContext): ProtocolContext {
  const { spec, observation } = context;
  const refused = openChecks(context);
  const lost = lostFitness(spec, observation, spec.hosts.filter(runsKubelet));
  // The post-condition has looked at addresses, too.
  const others = lost.filter(({ evidence }) => !refused.some((one) => one.evidence === evidence));
  const reason: BlockReason = unreadAtTheEnd(refused) ?? {
    code: 'not-settling',
    summary: 'every step was done, but the cluster does not meet its post-condition',
    evidence: [...refused, ...others],
    remedies: [...fitnessRemedies(lost), 'look at what is listed; the run goes on by itself'],
  };
  return block(noteWaiting(context, 'verification', undefined), quorumUnproven(context, reason) ?? reason);
}

/** What a person types to see what could not be read. */
const TO_READ: Readonly<Partial<Record<CheckId, string>>> = {
  'certificates-valid': 'on the master that is named: kubeadm certs check-expiration',
  'no-leftover-credential': 'on a master: kubeadm token list',
};

/** Nothing is known to be wrong, and some of it could not be read; undefined when more is the matter. */
function unreadAtTheEnd(open: readonly Check[]): BlockReason | undefined {
  const remedies = open.flatMap(({ id, holds }) => (holds === 'unknown' ? (TO_READ[id] ?? []) : []));
  if (open.length === 0 || remedies.length < open.length) return undefined;
  return {
    code: 'host-not-observable',
    summary: `every step was done, but what decides about its end could not be read: ${open.map(({ evidence }) => evidence).join('; ')}`,
    evidence: open,
    remedies: [...remedies, 'the run goes on by itself when it can be read'],
  };
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

export function halt(context: ProtocolContext, concern: Concern, reason: BlockReason): ProtocolContext {
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
