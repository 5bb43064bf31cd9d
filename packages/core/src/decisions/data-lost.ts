import type { HostObservation, Observation } from '../observation/observation.js';
import type { BlockReason } from './block-reason.js';
import { hasFile, KUBELET_CONF } from './kubernetes-files.js';
import { check } from './verdict.js';

/**
 * The API of the only control plane answers, knows nothing of its own init, and hosts belong to it: nobody can join before `init` has
 * recorded its configuration (kubeadm: phase `upload-config` comes before `bootstrap-token`), so that etcd began anew under them.
 */
export function dataLost(observation: Observation, holder: HostObservation): BlockReason | undefined {
  const { recorded } = observation.cluster;
  if (recorded?.known !== true || recorded.value.endpoint !== undefined) return undefined;
  const members = Object.values(observation.hosts).filter(
    (one) =>
      one.host !== holder.host &&
      hasFile(one, KUBELET_CONF) &&
      one.caFingerprint !== undefined &&
      one.caFingerprint === holder.caFingerprint,
  );
  if (members.length === 0) return undefined;
  const names = members.map(({ host }) => host).join(', ');
  return {
    code: 'data-lost',
    summary: `etcd on ${holder.host} knows nothing of the cluster that ${names} ${members.length === 1 ? 'belongs' : 'belong'} to: it began anew`,
    evidence: [
      check(
        'same-cluster',
        'no',
        `${holder.host}: its API answers, and ConfigMap kubeadm-config is not there`,
      ),
      ...members.map(({ host, caFingerprint }) =>
        check(
          'same-cluster',
          'no',
          `${host}: ${KUBELET_CONF}, CA ${caFingerprint ?? 'unknown'}, as on ${holder.host}`,
        ),
      ),
    ],
    remedies: [
      `if there is a snapshot of etcd: restore it on ${holder.host}, and change nothing before`,
      `if there is a disk or another member with the data: bring it back instead`,
      'only if everything is lost: quorate reset of the whole cluster, then apply',
    ],
  };
}
