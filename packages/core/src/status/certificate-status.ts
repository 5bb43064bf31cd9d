import type { CertificateFinding } from '../decisions/certificates.js';
import { certificatesByExpiry, isPremature } from '../decisions/certificates.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { CertificateStatus } from './cluster-status.js';

const DAY_MS = 86_400_000;

/** Soonest expiry first, the kubelets' own included. */
export function certificateStatuses(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
): readonly CertificateStatus[] {
  const stateOf = (one: CertificateFinding, leftMs: number): CertificateStatus['state'] => {
    if (leftMs <= 0) return 'expired';
    if (isPremature(spec, observation, one, nowMs)) return 'premature';
    return leftMs < spec.certificates.warnBelowMs ? 'expiring' : 'valid';
  };
  return certificatesByExpiry(spec, observation).map((one) => {
    const leftMs = one.expiresAtMs - nowMs;
    return { ...one, leftMs, daysLeft: Math.floor(leftMs / DAY_MS), state: stateOf(one, leftMs) };
  });
}
