import type { HostObservation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import type { BlockReason } from './block-reason.js';
import { CLUSTER_CA, hasEtcdData } from './kubernetes-files.js';
import type { Patience, WaitStep } from './patience.js';
import { isPatient } from './patience.js';
import { check } from './verdict.js';

export interface ResetSituation extends Patience {
  readonly spec: ClusterSpec;
  readonly host: HostSpec;
  /** Fingerprint of the cluster's CA, as the serving masters have it. */
  readonly clusterCa: string | undefined;
  /** This run has reset the host before: what a reset that died left there is its own. */
  readonly wasReset: boolean;
}

/**
 * Why a host that holds something may not be reset by a run; undefined when it may. It must be seen to be of this cluster, or to hold
 * nothing that could be of another: an answer that was lost, or an etcd that was never kubeadm's, is no permission.
 */
export function objectionToReset(
  situation: ResetSituation,
  seen: HostObservation,
): WaitStep | { readonly kind: 'blocked'; readonly block: BlockReason } | undefined {
  const { spec, host, clusterCa, wasReset } = situation;
  if (seen.caFingerprint === 'none')
    return hasEtcdData(seen) && !wasReset ? { kind: 'blocked', block: ofUnknownOrigin(host) } : undefined;
  const unread =
    seen.caFingerprint === undefined
      ? `the CA on ${host.name}`
      : clusterCa === undefined
        ? 'the CA of the cluster'
        : undefined;
  if (unread === undefined) return undefined;
  const reason = `${unread} could not be read, and ${host.name} may be of another cluster`;
  if (isPatient(situation, reason)) return { kind: 'wait', reason, withinMs: spec.budgets.settleMs };
  return { kind: 'blocked', block: notObservable(host, seen, clusterCa) };
}

function notObservable(host: HostSpec, seen: HostObservation, clusterCa: string | undefined): BlockReason {
  const own = seen.caFingerprint ?? 'unknown';
  return {
    code: 'host-not-observable',
    summary: `${host.name} holds files of kubeadm, and whether they are of this cluster could not be read`,
    evidence: [
      check('same-cluster', 'unknown', `CA on ${host.name} ${own}, cluster ${clusterCa ?? 'unknown'}`),
    ],
    remedies: [
      `compare openssl x509 -in ${CLUSTER_CA} -noout -fingerprint -sha256 on ${host.name} and on a master; the run goes on by itself once both can be read`,
      `only if there is nothing to keep on ${host.name}: kubeadm reset there, yourself`,
    ],
  };
}

function ofUnknownOrigin(host: HostSpec): BlockReason {
  return {
    code: 'host-of-another-cluster',
    summary: `${host.name} holds data of an etcd and no CA: whose it is cannot be told`,
    evidence: [
      check('same-cluster', 'unknown', `/var/lib/etcd/member on ${host.name}, and no ${CLUSTER_CA}`),
    ],
    remedies: [
      `look whose etcd it was: ls -la /var/lib/etcd on ${host.name}`,
      `only if there is nothing to keep: kubeadm reset on ${host.name}, yourself; the run goes on by itself`,
    ],
  };
}
