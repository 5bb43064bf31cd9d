import { mayJoinControlPlane } from '../decisions/may-join.js';
import type { Membership } from '../decisions/membership.js';
import { unclearBlock } from '../decisions/preparation.js';
import type { Check, CheckId } from '../decisions/verdict.js';
import { refusals, verdict } from '../decisions/verdict.js';
import type { Observation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import { joinRefused, joinsSpent } from './control-plane-blocks.js';
import type { ControlPlanePlan, WaitPlan } from './control-plane-plan.js';
import { credentialChecks } from './credential-checks.js';
import { emptyEntries, uploadIsHopeless, uploadPauseLeftMs } from './incomplete-upload.js';
import { joinBudgetSpent, joinPauseLeftMs, pauseReason } from './join-attempts.js';
import { preparationStanding } from './preparation-plan.js';
import { isUnsigned, tokenNotSigned } from './token-signature.js';
import { planKey, waitedFor } from './waiting.js';

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
      return maySettle(context, host, reason)
        ? { kind: 'wait', host: host.name, reason, because }
        : { kind: 'halt', block: unclearBlock(host, because) };
    }
  }
}

export function planJoin(
  context: ProtocolContext,
  observation: Observation,
  membership: Membership,
  host: HostSpec,
): ControlPlanePlan {
  const { spec, nowMs } = context;
  const preparation = planPreparation(context, host);
  if (preparation !== undefined) return preparation;
  if (joinBudgetSpent(context, host.name)) return { kind: 'halt', block: joinsSpent(context, host) };
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
    const reason = `${host.name} may not join yet`;
    if (!maySettle(context, host, reason)) return { kind: 'halt', block: joinRefused(host, permit) };
    const wait = waitFor(host, reason, refused);
    return refused.every(({ id }) => id === 'api-stable') ? { ...wait, awaits: 'stability' } : wait;
  }
  const leftMs = joinPauseLeftMs(context, host.name);
  if (leftMs > 0) {
    const because = pauseReason(host.name, context.failedJoins[host.name]);
    return { kind: 'pause', host: host.name, because, leftMs };
  }
  const credentials = credentialChecks(context, observation);
  const missing = (id: CheckId): boolean => credentials.some((one) => one.id === id && one.holds === 'no');
  const token = missing('token-valid') || missing('token-signed');
  const certificateKey = missing('certificate-key-valid') || missing('uploaded-certificates-complete');
  const empty = certificateKey ? emptyEntries(context, observation) : [];
  const upload = empty.length === 0 ? undefined : planUpload(context, observation, host, empty);
  if (upload !== undefined) return upload;
  if (token || certificateKey) return { kind: 'mint', host: host.name, token, certificateKey };
  const full = verdict(permit.subject, [...permit.checks, ...credentials]);
  if (full.allowed) return { kind: 'join', host: host.name, permit: full };
  const reason = 'the credentials are not usable yet';
  const standing = refusals(full);
  if (!maySettle(context, host, reason)) {
    const block = isUnsigned(standing) ? tokenNotSigned(context, standing) : joinRefused(host, full);
    return { kind: 'halt', block };
  }
  return waitFor(host, reason, standing);
}

/** Before they are uploaded once more, because some were stored empty; undefined when they may be. */
function planUpload(
  context: ProtocolContext,
  observation: Observation,
  { name }: HostSpec,
  empty: readonly string[],
): ControlPlanePlan | undefined {
  const block = uploadIsHopeless(context, observation, empty);
  if (block !== undefined) return { kind: 'halt', block };
  const leftMs = uploadPauseLeftMs(context);
  if (leftMs === 0) return undefined;
  const because = `${name} pauses before certificates are uploaded for it again: ${empty.join(', ')} was stored empty`;
  return { kind: 'pause', host: name, because, leftMs };
}

function maySettle(context: ProtocolContext, host: HostSpec, reason: string): boolean {
  return waitedFor(context, planKey(host.name), reason) < context.spec.budgets.settleMs;
}

function waitFor(host: HostSpec, reason: string, refused: readonly Check[]): WaitPlan {
  const because = refused.map((one) => one.evidence).join('; ');
  return { kind: 'wait', host: host.name, reason, because: `${reason}: ${because}` };
}
