import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { runsKubelet } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import type { CertificatesOf } from './certificates.js';
import { areRefused, certificateHealth, certificatesCheck } from './certificates.js';
import { fitnessRemedies } from './fitness-remedies.js';
import { lostFitness } from './lost-fitness.js';
import { renewals } from './renewals.js';

/** Certificates that everybody refuses: their time is over, or has not come. Undefined when there are none. */
export function certificatesRefused(
  spec: ClusterSpec,
  observation: Observation,
  nowMs: number,
  of: CertificatesOf,
): BlockReason | undefined {
  const health = certificateHealth(spec, observation, nowMs, of);
  if (!areRefused(health)) return undefined;
  const found = certificatesCheck(spec, observation, nowMs, of);
  if (health.state !== 'premature')
    return {
      code: 'certificate-expired',
      summary: found.evidence,
      evidence: [found],
      remedies: [
        ...renewals(health.findings.filter(({ expiresAtMs }) => expiresAtMs <= nowMs)),
        ...rejoining(of),
        'the run goes on by itself',
      ],
    };
  const clocks = lostFitness(spec, observation, spec.hosts.filter(runsKubelet)).filter(
    ({ id }) => id === 'host-clock',
  );
  return {
    code: 'certificate-not-yet-valid',
    summary: found.evidence,
    evidence: [found, ...clocks],
    remedies: [
      ...fitnessRemedies(clocks),
      health.findings.some(({ authority }) => authority)
        ? 'the clock that made them was ahead: wait until their time has come; to renew does not help, leaves begin with their authority'
        : 'on each master named, one at a time: kubeadm certs renew all, then restart its static pods; or wait until their time has come',
      'the run goes on by itself',
    ],
  };
}

/** A kubelet shows the API the certificate that it wants to renew. */
function rejoining(of: CertificatesOf): readonly string[] {
  if (typeof of === 'string') return [];
  return [`once it has expired it cannot: quorate reset --host ${of.host}, and apply joins it again`];
}
