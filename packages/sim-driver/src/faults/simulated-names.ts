import { PROGRAMS } from '../simulation/programs.js';

/*
 * What faults can be about by name. A name that the simulated world does not know is a slip of whoever wrote it: such a fault
 * would do nothing, and a run that ends well would prove nothing.
 */

export const PROGRAM_NAMES: readonly string[] = Object.keys(PROGRAMS).sort();

export const UNIT_NAMES: readonly string[] = ['containerd', 'haproxy', 'kubelet', 'nginx'];

export const STATIC_POD_NAMES: readonly string[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
];

/** Below /etc/kubernetes: certificates, and kubeconfigs with one in them. */
export const CERTIFICATE_FILES: readonly string[] = [
  'admin.conf',
  'controller-manager.conf',
  'scheduler.conf',
  'super-admin.conf',
  'pki/ca.crt',
  'pki/apiserver.crt',
  'pki/apiserver-etcd-client.crt',
  'pki/apiserver-kubelet-client.crt',
  'pki/front-proxy-ca.crt',
  'pki/front-proxy-client.crt',
  'pki/etcd/ca.crt',
  'pki/etcd/healthcheck-client.crt',
  'pki/etcd/peer.crt',
  'pki/etcd/server.crt',
];
