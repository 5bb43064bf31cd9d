import { certificatesByExpiry } from '../decisions/certificates.js';
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
  return certificatesByExpiry(spec, observation).map(({ host, name, authority, expiresAtMs }) => {
    const leftMs = expiresAtMs - nowMs;
    const state = leftMs <= 0 ? 'expired' : leftMs < spec.certificates.warnBelowMs ? 'expiring' : 'valid';
    return { host, name, authority, expiresAtMs, leftMs, daysLeft: Math.floor(leftMs / DAY_MS), state };
  });
}
