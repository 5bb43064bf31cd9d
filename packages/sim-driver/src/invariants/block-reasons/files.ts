import type { Host } from '../../host/host.js';
import { decodeCertificate, fingerprint } from '../../pki/certificate.js';

/** What kubeadm leaves on a disk. */

export const ADMIN_CONF = '/etc/kubernetes/admin.conf';
export const KUBELET_CONF = '/etc/kubernetes/kubelet.conf';
const CLUSTER_CA = '/etc/kubernetes/pki/ca.crt';
const MANIFESTS = '/etc/kubernetes/manifests';
const ETCD_DATA = '/var/lib/etcd/member';

/** An apiserver or an etcd would start from it. */
export function holdsControlPlane({ disk }: Host): boolean {
  return (
    disk.exists(`${MANIFESTS}/etcd.yaml`) ||
    disk.exists(`${MANIFESTS}/kube-apiserver.yaml`) ||
    disk.filesBelow(ETCD_DATA).length > 0
  );
}

export function hasEtcdData({ disk }: Host): boolean {
  return disk.filesBelow(ETCD_DATA).length > 0;
}

/** Anything of kubeadm's. */
export function isWritten({ disk }: Host): boolean {
  return [MANIFESTS, '/etc/kubernetes', ETCD_DATA].some((path) => disk.filesBelow(path).length > 0);
}

/** Fingerprint of the CA on its disk; undefined when it has none. */
export function authorityOn({ disk }: Host): string | undefined {
  const certificate = decodeCertificate(disk.text(CLUSTER_CA) ?? '');
  return certificate === undefined ? undefined : fingerprint(certificate);
}
