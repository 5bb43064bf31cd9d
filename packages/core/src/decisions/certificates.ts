import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName } from '../spec/cluster-spec.js';
import { span } from './credentials.js';
import { perObservation } from './per-observation.js';

export interface CertificateFinding {
  readonly host: HostName;
  readonly name: string;
  readonly expiresAtMs: number;
  readonly authority: boolean;
}

export interface CertificateHealth {
  readonly state: 'unknown' | 'valid' | 'expiring' | 'expired';
  /** Expired or expiring, soonest first. */
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

/** Expiry over all hosts that were asked; nothing is trusted to the clock of a single host. */
export function certificateHealth(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
): CertificateHealth {
  const { warnBelowMs } = spec.certificates;
  const soonestMs = soonestExpiry(spec, observation);
  if (soonestMs === undefined) return UNKNOWN;
  if (soonestMs - nowMs >= warnBelowMs) return VALID;
  const findings = certificatesByExpiry(spec, observation).filter(
    (one) => one.expiresAtMs - nowMs < warnBelowMs,
  );
  return { state: soonestMs <= nowMs ? 'expired' : 'expiring', findings };
}

/** All that matters as long as nothing is about to expire. */
const soonestExpiry = perObservation((_spec: ClusterSpec, { hosts }: Observation): number | undefined => {
  let soonestMs: number | undefined;
  for (const { certificates } of Object.values(hosts)) {
    if (certificates?.known !== true) continue;
    for (const { expiresAtMs } of certificates.value)
      if (soonestMs === undefined || expiresAtMs < soonestMs) soonestMs = expiresAtMs;
  }
  return soonestMs;
});

export function describeCertificates(health: CertificateHealth, nowMs: number): string {
  if (health.state === 'unknown') return 'expiry not observed';
  if (health.state === 'valid') return 'every certificate outlasts the warning span';
  return health.findings
    .map((one) => {
      const left = one.expiresAtMs - nowMs;
      return `${one.name} on ${one.host} ${left <= 0 ? `expired ${span(-left)} ago` : `expires in ${span(left)}`}`;
    })
    .join('; ');
}
