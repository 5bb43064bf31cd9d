import type { ObserveAspect } from '../../commands/command.js';
import { EVERY_ASPECT } from '../../commands/command.js';
import { certificatesCheck } from '../../decisions/certificates.js';
import { STABLE_FOR_MS, STABLE_LOOKS } from '../../decisions/may-join.js';
import type { HostName } from '../../spec/cluster-spec.js';
import { hostsOf } from '../../spec/cluster-spec.js';
import type { ProtocolContext } from '../context.js';
import { mastersToProbe, reasonOfWait } from '../api-probe.js';
import { dueAspects, nextNewcomer } from '../due-aspects.js';
import { attemptKey, CREDENTIALS, issue } from '../issue.js';
import { againReason, joinPauseLeftMs } from '../join-attempts.js';
import { lookIntervalMs, probeIntervalMs } from '../look-interval.js';
import { preparationIfDue } from '../preparation-plan.js';
import { firstMaster, initToUndo, openChecks } from '../run-plan.js';
import { nextAnswerMakesStable } from '../stability.js';
import { noteWaiting } from '../waiting.js';

/** Looks, and the waits between them. */

const SHORTEST_WAIT_MS = 250;
const LONGEST_PIECE_MS = 10_000;
const BLOCKED_INTERVAL_MS = 10_000;
const CERTIFICATE_ASPECTS: readonly ObserveAspect[] = ['certificates', 'alarms'];

/**
 * Everything at first; then what decides where to go on from, certificates until those of every master were read, and the ways of
 * the master that joins next: the control plane goes on from this look, and does not look itself while the run is blocked.
 */
export function observeHosts(context: ProtocolContext): ProtocolContext {
  const { spec, observation, nowMs, controlPlaneChangedMs: sinceMs } = context;
  const hosts = observedNames(context);
  if (observation === null) {
    const aspects = [...EVERY_ASPECT, ...preparationIfDue(context, hosts)];
    return issue(context, 'run', { kind: 'observe', hosts, aspects });
  }
  const unread = certificatesCheck(spec, observation, nowMs).holds === 'unknown';
  const due = dueAspects(context, hosts);
  const newcomer = nextNewcomer(context);
  const ofNewcomer = newcomer === undefined ? [] : dueAspects(context, hosts, { newcomer, sinceMs });
  const aspects = distinct(['installation', ...(unread ? CERTIFICATE_ASPECTS : []), ...due, ...ofNewcomer]);
  // Its ways alone, unless others are to be probed anyway.
  const narrowed = newcomer === undefined || due.includes('paths') ? {} : { newcomer };
  return issue(context, 'run', { kind: 'observe', hosts, aspects, ...narrowed });
}

/** Certificates and alarms are read again at the end: new masters have new ones. After a mere tidying they are the same. */
export function observeForVerification(context: ProtocolContext): ProtocolContext {
  const hosts = observedNames(context);
  const tidied = context.lastSettled.run?.issued.command.kind === 'revoke-credentials';
  const aspects = tidied ? [] : distinct([...CERTIFICATE_ASPECTS, ...dueAspects(context, hosts)]);
  return issue(context, 'run', { kind: 'observe', hosts, aspects });
}

export function observeControlPlane(context: ProtocolContext): ProtocolContext {
  const { spec, controlPlaneChangedMs: sinceMs } = context;
  const hosts = hostsOf(spec, 'control-plane').map(({ name }) => name);
  const newcomer = nextNewcomer(context);
  if (newcomer === undefined)
    return issue(context, 'control-plane', { kind: 'observe', hosts, aspects: dueAspects(context, hosts) });
  const due = dueAspects(context, hosts, { newcomer, sinceMs });
  // A peer whose certificate is refused costs a second voter its quorum, and it may have been replaced since it was read.
  const aspects = nextAnswerMakesStable(context) ? distinct([...due, 'certificates']) : due;
  return issue(context, 'control-plane', { kind: 'observe', hosts, aspects, newcomer });
}

export function waitForControlPlane(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  const reason = plan?.kind === 'wait' ? reasonOfWait(plan, context) : 'the control plane settles';
  return issue(context, 'control-plane', { kind: 'wait', ms: untilNextLookMs(context), reason });
}

export function probeApi(context: ProtocolContext): ProtocolContext {
  return issue(context, 'control-plane', { kind: 'probe-api', hosts: mastersToProbe(context) ?? [] });
}

/** In pieces: what becomes of the others meanwhile is seen. */
export function pauseBeforeJoin(context: ProtocolContext): ProtocolContext {
  const { plan } = context;
  if (plan?.kind !== 'pause') return context;
  const ms = Math.min(LONGEST_PIECE_MS, Math.max(SHORTEST_WAIT_MS, plan.leftMs));
  return issue(context, 'control-plane', { kind: 'wait', ms, reason: plan.because });
}

export function pauseBeforeInitReset(context: ProtocolContext): ProtocolContext {
  const host = initToUndo(context);
  return pauseBefore(context, attemptKey(host, 'reset-host'), `${host} is reset`);
}

export function pauseBeforeInit(context: ProtocolContext): ProtocolContext {
  return pauseBefore(context, firstMaster(context), 'kubeadm init');
}

export function pauseBeforeRevoking(context: ProtocolContext): ProtocolContext {
  return pauseBefore(context, attemptKey(CREDENTIALS, 'revoke-credentials'), 'credentials are revoked');
}

function pauseBefore(context: ProtocolContext, key: string, what: string): ProtocolContext {
  const ms = Math.min(LONGEST_PIECE_MS, Math.max(SHORTEST_WAIT_MS, joinPauseLeftMs(context, key)));
  const reason = againReason(what, context.failedJoins[key]);
  return issue(context, 'run', { kind: 'wait', ms, reason });
}

/** Looks that show the API to be stable are spread over the time that it has to be, however long one look takes. */
function untilNextLookMs(context: ProtocolContext): number {
  const { stability, nowMs } = context;
  const intervalMs =
    mastersToProbe(context) === undefined
      ? lookIntervalMs(context, 'control-plane')
      : probeIntervalMs(context);
  if (stability === null || stability.count >= STABLE_LOOKS) return intervalMs;
  const dueMs = stability.sinceMs + (stability.count * (STABLE_FOR_MS + 1)) / (STABLE_LOOKS - 1);
  return Math.min(intervalMs, Math.max(SHORTEST_WAIT_MS, Math.ceil(dueMs - nowMs)));
}

export function waitForInit(context: ProtocolContext): ProtocolContext {
  return issue(context, 'run', {
    kind: 'wait',
    ms: lookIntervalMs(context, 'run'),
    reason: 'the initialised control plane comes up',
  });
}

export function waitForVerification(context: ProtocolContext): ProtocolContext {
  const open = openChecks(context);
  const reason = open.length === 0 ? 'verification' : open.map((one) => one.id).join(', ');
  return issue(context, 'run', {
    kind: 'wait',
    ms: lookIntervalMs(context, 'run'),
    reason: `until: ${reason}`,
  });
}

export function waitForEndpoint(context: ProtocolContext): ProtocolContext {
  const waiting = noteWaiting(context, 'endpoint', 'the endpoint is not reachable from every master yet');
  return issue(waiting, 'run', {
    kind: 'wait',
    ms: lookIntervalMs(waiting, 'run'),
    reason: 'the endpoint is not reachable yet',
  });
}

export function waitBeforeMinting(context: ProtocolContext): ProtocolContext {
  return issue(context, 'credentials', {
    kind: 'wait',
    ms: lookIntervalMs(context, 'credentials'),
    reason: 'minting credentials failed',
  });
}

export function waitBlocked(context: ProtocolContext): ProtocolContext {
  const reason = context.blocked?.summary ?? 'blocked';
  return issue(context, 'run', { kind: 'wait', ms: BLOCKED_INTERVAL_MS, reason });
}

function distinct(aspects: readonly ObserveAspect[]): readonly ObserveAspect[] {
  return [...new Set(aspects)];
}

function observedNames(context: ProtocolContext): readonly HostName[] {
  return context.spec.hosts.filter((host) => host.role !== 'jumpbox').map((host) => host.name);
}
