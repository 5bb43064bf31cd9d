import { invariant } from '../foundation/invariant.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { KubeadmConfigApiVersion, KubeVersion } from '../spec/kube-version.js';
import { kubeadmConfigApiVersion, parseKubeVersion } from '../spec/kube-version.js';

type Versioned = Pick<ClusterSpec, 'kubernetesVersion'>;

/** The minor release of the cluster: 26 for `v1.26.0`. */
export function clusterMinor(spec: Versioned): number {
  return releaseOf(spec).minor;
}

export function configApiVersion(spec: Versioned): KubeadmConfigApiVersion {
  return kubeadmConfigApiVersion(releaseOf(spec));
}

/** From v1beta4 on extra arguments are lists, and a file may say `ignorePreflightErrors: [all]`. */
export function isBeforeV1beta4(spec: Versioned): boolean {
  return configApiVersion(spec) !== 'kubeadm.k8s.io/v1beta4';
}

function releaseOf({ kubernetesVersion }: Versioned): KubeVersion {
  const release = parseKubeVersion(kubernetesVersion);
  invariant(release.ok, 'a validated spec names a release', kubernetesVersion);
  return release.value;
}
