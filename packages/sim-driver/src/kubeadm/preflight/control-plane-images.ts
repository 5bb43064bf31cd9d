import type { ClusterConfiguration } from '../config/kubeadm-config.js';
import { corednsImage } from '../phases/addon.js';
import { etcdImage } from '../phases/etcd-manifest.js';
import type { KubeadmRun } from '../run.js';

/** All images of a master, as `kubeadm config images list` has them. */
export function controlPlaneImages(run: KubeadmRun, cluster: ClusterConfiguration): readonly string[] {
  const { imageRepository, kubernetesVersion, etcd } = cluster;
  const components = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
  return [
    ...components.map((component) => `${imageRepository}/${component}:${kubernetesVersion}`),
    `${imageRepository}/pause:${run.profile.cluster.pauseTag}`,
    ...(etcd.kind === 'local' ? [etcdImage(run, imageRepository, etcd)] : []),
    corednsImage(run, imageRepository),
  ];
}
