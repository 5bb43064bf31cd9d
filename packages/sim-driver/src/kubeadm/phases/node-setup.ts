import type { ClusterConfiguration, LocalEndpoint, NodeRegistration } from '../config/kubeadm-config.js';
import type { KubeadmRun } from '../run.js';

/** What the phases that write local files need, on init and on a control-plane join alike. */
export interface NodeSetup {
  readonly run: KubeadmRun;
  readonly cluster: ClusterConfiguration;
  readonly node: NodeRegistration;
  readonly local: LocalEndpoint;
}

export const KUBERNETES_DIR = '/etc/kubernetes';
export const MANIFESTS_DIR = '/etc/kubernetes/manifests';
export const ADMIN_CONF = '/etc/kubernetes/admin.conf';
export const KUBELET_CONF = '/etc/kubernetes/kubelet.conf';
export const BOOTSTRAP_KUBELET_CONF = '/etc/kubernetes/bootstrap-kubelet.conf';
export const KUBELET_DIR = '/var/lib/kubelet';

/** `https://host:port` of the control-plane endpoint, or of this apiserver when the cluster has none. */
export function clusterServer({ cluster, local }: Pick<NodeSetup, 'cluster' | 'local'>): string {
  return cluster.controlPlaneEndpoint === undefined
    ? localServer(local)
    : `https://${cluster.controlPlaneEndpoint}`;
}

export function localServer(local: LocalEndpoint): string {
  return `https://${local.advertiseAddress}:${String(local.bindPort)}`;
}
