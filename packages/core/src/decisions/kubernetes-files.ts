import { rememberPer } from '../foundation/remember-per.js';
import type { HostObservation } from '../observation/observation.js';

/** Paths that tell how far kubeadm got on a host. None of them alone proves that anything is done. */
export const ETCD_MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
export const APISERVER_MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
export const ADMIN_CONF = '/etc/kubernetes/admin.conf';
export const KUBELET_CONF = '/etc/kubernetes/kubelet.conf';
export const CLUSTER_CA = '/etc/kubernetes/pki/ca.crt';
export const APISERVER_CERTIFICATE = '/etc/kubernetes/pki/apiserver.crt';
const ETCD_DATA = '/var/lib/etcd/member/';

export function hasFile(host: HostObservation | undefined, path: string): boolean {
  return host?.files?.includes(path) ?? false;
}

export function hasEtcdData(host: HostObservation | undefined): boolean {
  return host?.files?.some((file) => file.startsWith(ETCD_DATA)) ?? false;
}

/** Anything of kubeadm's on the host: manifests, keys, kubeconfigs, etcd data. */
export function writtenFiles(host: HostObservation | undefined): readonly string[] {
  return host?.files === undefined ? [] : writtenOf(host.files);
}

const writtenOf = rememberPer((files: readonly string[]): readonly string[] =>
  files.filter(
    (file) =>
      file.startsWith('/etc/kubernetes/manifests/') ||
      file.startsWith('/etc/kubernetes/pki/') ||
      file.startsWith(ETCD_DATA) ||
      /^\/etc\/kubernetes\/[^/]+\.conf$/.test(file),
  ),
);

/** Nothing of a cluster is on it: whoever listens on a port there is a stranger. */
export function isNewcomer(host: HostObservation | undefined): boolean {
  return writtenFiles(host).length === 0 && host?.kubelet?.healthy !== 'yes';
}

/**
 * A TLS bootstrap writes kubelet.conf when it begins, and the certificate when it ends. When kubeadm has ended in between, only the
 * process of the kubelet still has the token: it ends for good when it is restarted.
 */
export function isHalfBootstrapped(host: HostObservation | undefined): boolean {
  return hasFile(host, KUBELET_CONF) && host?.kubelet?.hasCertificate === 'no';
}

/** It may be (part of) a control plane: an apiserver or etcd would start from what is on its disk. */
export function holdsControlPlane(host: HostObservation | undefined): boolean {
  return hasFile(host, ETCD_MANIFEST) || hasFile(host, APISERVER_MANIFEST) || hasEtcdData(host);
}
