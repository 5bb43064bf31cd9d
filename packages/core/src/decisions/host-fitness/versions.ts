import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import type { Check } from '../verdict.js';
import { check } from '../verdict.js';

/** kubeadm of the cluster's minor; kubelet not newer than it. Patch levels are free. */
export function versionsCheck(
  spec: ClusterSpec,
  host: HostSpec,
  versions: { readonly kubeadm?: string; readonly kubelet?: string } | undefined,
): Check {
  const kubeadm = versions?.kubeadm;
  const kubelet = versions?.kubelet;
  if (kubeadm === undefined || kubelet === undefined) {
    return check(
      'host-versions',
      'unknown',
      `${host.name}: kubeadm ${kubeadm ?? '?'}, kubelet ${kubelet ?? '?'}`,
    );
  }
  const wanted = minorOf(spec.kubernetesVersion);
  const fits = minorOf(kubeadm) === wanted && minorOf(kubelet) <= wanted && minorOf(kubelet) >= wanted - 1;
  const evidence = `${host.name}: kubeadm ${kubeadm}, kubelet ${kubelet}, cluster ${spec.kubernetesVersion}`;
  return check('host-versions', fits, evidence);
}

function minorOf(version: string): number {
  return Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
}
