import type { HostRole } from '@quorate/core';

const MASTERS: readonly HostRole[] = ['control-plane'];
const NODES: readonly HostRole[] = ['control-plane', 'worker'];
const BALANCERS: readonly HostRole[] = ['load-balancer'];

/** Where a program runs, or a unit: elsewhere a fault of it is none. */
export const PROGRAMS_OF_ROLES: Readonly<Record<string, readonly HostRole[]>> = {
  kubeadm: NODES,
  kubelet: NODES,
  kubectl: MASTERS,
  etcdctl: MASTERS,
  etcd: MASTERS,
  'kube-apiserver': MASTERS,
  'kube-controller-manager': MASTERS,
  nginx: BALANCERS,
  haproxy: BALANCERS,
};
