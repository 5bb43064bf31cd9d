import type { HostObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { holdsControlPlane } from './kubernetes-files.js';
import { perObservation } from './per-observation.js';
import { check } from './verdict.js';

function isKnown(fingerprint: string | undefined): fingerprint is string {
  return fingerprint !== undefined && fingerprint !== 'none';
}

/** The CA that the serving masters have; undefined while none serves. */
export function clusterAuthority(spec: ClusterSpec, observation: Observation): string | undefined {
  for (const master of hostsOf(spec, 'control-plane')) {
    const seen = observation.hosts[master.name];
    if (seen?.apiReady === 'yes' && isKnown(seen.caFingerprint)) return seen.caFingerprint;
  }
  return undefined;
}

/**
 * The masters that hold a control plane do not have one CA: somebody has initialised another cluster. Which one the API, the list of
 * members or the Nodes belong to depends on who answers, so that nothing that is decided from them can be trusted any more.
 */
export const rivalClusters = perObservation(findRivals);

function findRivals(spec: ClusterSpec, observation: Observation): BlockReason | undefined {
  const holders = hostsOf(spec, 'control-plane')
    .map((master) => observation.hosts[master.name])
    .filter((one): one is HostObservation => holdsControlPlane(one) || heldWhenLastRead(one));
  const authorities = new Set(holders.map((holder) => holder.caFingerprint).filter(isKnown));
  return authorities.size > 1 ? twoClusters(holders) : undefined;
}

/** A cluster whose master is away for a moment is not gone, and must not leave the field to the other one. */
export function heldWhenLastRead(host: HostObservation | undefined): boolean {
  return host !== undefined && host.files === undefined && isKnown(host.caFingerprint);
}

function twoClusters(holders: readonly HostObservation[]): BlockReason {
  return {
    code: 'two-clusters',
    summary: `${holders.map((holder) => holder.host).join(' and ')} hold different clusters`,
    evidence: holders.map((holder) =>
      check(
        'same-cluster',
        'no',
        `${holder.host}: CA ${holder.caFingerprint ?? 'unknown'}${holder.files === undefined ? ', when it was last read' : ''}`,
      ),
    ),
    remedies: ['decide which cluster is to live; reset the other hosts yourself, with kubeadm reset'],
  };
}
