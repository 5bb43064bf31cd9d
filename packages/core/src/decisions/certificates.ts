import type { CertificateObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import { span } from './credentials.js';
import { APISERVER_CERTIFICATE, hasFile } from './kubernetes-files.js';
import { perObservation } from './per-observation.js';
import type { Check } from './verdict.js';
import { check } from './verdict.js';

export interface CertificateFinding extends CertificateObservation {
  readonly host: HostName;
}

export interface CertificateHealth {
  /** `premature`: the time of one has not come. Whoever is shown it refuses it, as he does one that has expired. */
  readonly state: 'unknown' | 'valid' | 'expiring' | 'premature' | 'expired';
  /** Expired or expiring, soonest first; of `premature`, those whose time has not come, beginning by the clocks of most hosts. */
  readonly findings: readonly CertificateFinding[];
}

/** Every certificate that was read, on any host, soonest expiry first. */
export const certificatesByExpiry = perObservation(
  (_spec: ClusterSpec, observation: Observation): readonly CertificateFinding[] =>
    Object.values(observation.hosts)
      .flatMap(({ host, certificates }) =>
        certificates?.known === true ? certificates.value.map((one) => ({ host, ...one })) : [],
      )
      .sort((a, b) => a.expiresAtMs - b.expiresAtMs),
);

const UNKNOWN: CertificateHealth = { state: 'unknown', findings: [] };
const VALID: CertificateHealth = { state: 'valid', findings: [] };

/** Whose certificates: those of a worker are the trouble of nobody but that worker. */
export type CertificatesOf = 'all' | 'masters' | { readonly host: HostName };

/** Of the hosts that were asked; nothing is trusted to the clock of a single one. */
export function certificateHealth(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
  of: CertificatesOf = 'all',
): CertificateHealth {
  const bounds = boundsOf(spec, observation, of);
  if (bounds === undefined) return UNKNOWN;
  const found = (all: readonly CertificateFinding[]): readonly CertificateFinding[] =>
    of === 'all' ? all : all.filter(({ host }) => isOf(spec, host, of));
  if (bounds.firstEndMs <= nowMs)
    return { state: 'expired', findings: found(endingCertificates(spec, observation, nowMs)) };
  if (bounds.lastStartMs > nowMs)
    return { state: 'premature', findings: found(prematureCertificates(spec, observation, nowMs)) };
  if (bounds.firstEndMs - nowMs >= spec.certificates.warnBelowMs) return VALID;
  return { state: 'expiring', findings: found(endingCertificates(spec, observation, nowMs)) };
}

function isOf(spec: ClusterSpec, host: HostName, of: Exclude<CertificatesOf, 'all'>): boolean {
  return of === 'masters'
    ? hostsOf(spec, 'control-plane').some(({ name }) => name === host)
    : host === of.host;
}

/** What they are shown to refuses them: every other answer misleads, and nothing can join. */
export function areRefused({ state }: CertificateHealth): boolean {
  return state === 'expired' || state === 'premature';
}

/** Of one that was not read nobody knows how long it is valid: that it was once, on another host, does not tell. */
export function certificatesCheck(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
  of: CertificatesOf = 'all',
): Check {
  const health = certificateHealth(spec, observation, nowMs, of);
  const unread = unreadCertificates(spec, observation);
  const told = describeCertificates(health, nowMs);
  if (areRefused(health)) return check('certificates-valid', 'no', told);
  if (unread.length === 0)
    return check('certificates-valid', health.state === 'unknown' ? 'unknown' : 'yes', told);
  const missing = unread.map(({ host, why }) => `those of ${host} were not read: ${why}`);
  const others = health.state === 'unknown' ? [] : [`of the others: ${told}`];
  return check('certificates-valid', 'unknown', [...missing, ...others].join('; '));
}

export interface UnreadCertificates {
  readonly host: HostName;
  readonly why: string;
}

/** Masters that are reached and have certificates, none of which was read since they have them. Workers are told by their Nodes. */
export const unreadCertificates = perObservation(
  (spec: ClusterSpec, { hosts }: Observation): readonly UnreadCertificates[] =>
    hostsOf(spec, 'control-plane').flatMap(({ name: host }) => {
      const seen = hosts[host];
      if (seen?.reachable !== 'yes' || !hasFile(seen, APISERVER_CERTIFICATE)) return [];
      const { certificates } = seen;
      if (certificates === undefined) return [{ host, why: 'not asked yet' }];
      if (!certificates.known) return [{ host, why: certificates.why }];
      return certificates.value.some(({ name }) => name !== KUBELET_CLIENT)
        ? []
        : [{ host, why: 'asked before it had them' }];
    }),
);

/** The kubelet's own, which kubeadm neither lists nor renews. */
export const KUBELET_CLIENT = 'kubelet-client';

/** kubeadm: leaves begin with their authority, and that with the clock of the master at its init (≥ 1.31: 5 min earlier). */
export function isPremature(
  spec: ClusterSpec,
  observation: Observation,
  { validFromMs }: CertificateObservation,
  nowMs: number,
): boolean {
  return validFromMs !== undefined && ourTimeOf(spec, observation, validFromMs) > nowMs;
}

function endingCertificates(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
): readonly CertificateFinding[] {
  return certificatesByExpiry(spec, observation).filter(
    (one) => one.expiresAtMs - nowMs < spec.certificates.warnBelowMs,
  );
}

function prematureCertificates(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
): readonly CertificateFinding[] {
  const aheadMs = usualOffsetMs(spec, observation);
  return certificatesByExpiry(spec, observation).flatMap((one) =>
    one.validFromMs !== undefined && isPremature(spec, observation, one, nowMs)
      ? [{ ...one, validFromMs: one.validFromMs - aheadMs }]
      : [],
  );
}

interface Bounds {
  readonly lastStartMs: number;
  readonly firstEndMs: number;
}

function boundsOf(spec: ClusterSpec, observation: Observation, of: CertificatesOf): Bounds | undefined {
  if (of === 'all') return boundsOfAll(spec, observation);
  return of === 'masters' ? boundsOfMasters(spec, observation) : boundsAmong(spec, observation, of);
}

const boundsOfAll = perObservation((spec, observation) => boundsAmong(spec, observation, 'all'));
const boundsOfMasters = perObservation((spec, observation) => boundsAmong(spec, observation, 'masters'));

/** All that matters as long as no certificate is near an end of its time; on the clock of the orchestrator. */
function boundsAmong(spec: ClusterSpec, observation: Observation, of: CertificatesOf): Bounds | undefined {
  let lastStartMs = -Infinity;
  let firstEndMs = Infinity;
  for (const { host, certificates } of Object.values(observation.hosts)) {
    if (certificates?.known !== true || (of !== 'all' && !isOf(spec, host, of))) continue;
    for (const { validFromMs = -Infinity, expiresAtMs } of certificates.value) {
      if (validFromMs > lastStartMs) lastStartMs = validFromMs;
      if (expiresAtMs < firstEndMs) firstEndMs = expiresAtMs;
    }
  }
  if (firstEndMs === Infinity) return undefined;
  return { lastStartMs: ourTimeOf(spec, observation, lastStartMs), firstEndMs };
}

/** When a time has come on most hosts, give or take what clocks may be apart. */
function ourTimeOf(spec: ClusterSpec, observation: Observation, ms: number): number {
  return ms - usualOffsetMs(spec, observation) - spec.budgets.maxClockSkewMs;
}

/**
 * What most clocks are ahead of that of the orchestrator, which counts as one of them: whichever clock is wrong, the one that
 * made the certificates, the one that reads this, or any other, it does not decide alone.
 */
const usualOffsetMs = perObservation((_spec: ClusterSpec, { hosts }: Observation): number => {
  const offsets = Object.values(hosts)
    .flatMap(({ clockOffsetMs }) => clockOffsetMs ?? [])
    .concat(0)
    .sort((a, b) => a - b);
  return offsets[(offsets.length - 1) >> 1] ?? 0;
});

export function describeCertificates(health: CertificateHealth, nowMs: number): string {
  if (health.state === 'unknown') return 'expiry not observed';
  if (health.state === 'valid') return 'every certificate outlasts the warning span';
  if (health.state === 'premature') return describePremature(health.findings, nowMs);
  return health.findings
    .map((one) => {
      const left = one.expiresAtMs - nowMs;
      return `${one.name} on ${one.host} ${left <= 0 ? `expired ${span(-left)} ago` : `expires in ${span(left)}`}`;
    })
    .join('; ');
}

/** Leaves begin with their authority: of those that one clock made too early, the authorities say it all. */
function describePremature(findings: readonly CertificateFinding[], nowMs: number): string {
  const authorities = findings.filter(({ authority }) => authority);
  const groups = new Map<string, string[]>();
  for (const { name, host, validFromMs = nowMs } of authorities.length > 0 ? authorities : findings) {
    const when = `on ${host} not valid for another ${span(validFromMs - nowMs)}`;
    groups.set(when, [...(groups.get(when) ?? []), name]);
  }
  return [...groups].map(([when, names]) => `${names.join(', ')} ${when}`).join('; ');
}
