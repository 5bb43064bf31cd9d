import type { HostObservation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';

/** Its CA is known and is not the cluster's: it is never touched without explicit consent. */
export function isForeign(seen: HostObservation, clusterCa: string | undefined): boolean {
  return (
    clusterCa !== undefined &&
    seen.caFingerprint !== undefined &&
    seen.caFingerprint !== 'none' &&
    seen.caFingerprint !== clusterCa
  );
}

export function foreignHost(
  host: HostSpec,
  seen: HostObservation,
  clusterCa: string | undefined,
): BlockReason {
  return {
    code: 'host-of-another-cluster',
    summary: `${host.name} belongs to another cluster: its CA differs`,
    evidence: [
      {
        id: 'same-cluster',
        holds: 'no',
        evidence: `CA on ${host.name} ${seen.caFingerprint ?? 'unknown'}, cluster ${clusterCa ?? 'unknown'}`,
      },
    ],
    remedies: [
      `check that ${host.name} is the host you mean`,
      `only if it is: run kubeadm reset on ${host.name} yourself; the run goes on by itself`,
    ],
  };
}
