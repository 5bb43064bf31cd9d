import { API_SERVER_PORT } from '../kubeadm-config/endpoint.js';
import { clusterMinor } from '../kubeadm-config/kube-release.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';

/** What kubeadm's preflight demands of a machine, by release (kubeadm: preflight/checks.go). */

export const LEAST_CPUS = 2;
export const LEAST_MEMORY_MB = 1700;

export const KUBELET_PORT = 10_250;
const ETCD_CLIENT_PORT = 2379;
const ETCD_PEER_PORT = 2380;
const SCHEDULER_PORT = 10_259;
const CONTROLLER_MANAGER_PORT = 10_257;

/** Ports that masters must reach on each other. */
export const PEER_PORTS: readonly number[] = [API_SERVER_PORT, ETCD_CLIENT_PORT, ETCD_PEER_PORT];

/** Ports that kubeadm wants free on every address of the host. */
export function portsToBeFree({ role }: HostSpec): readonly number[] {
  if (role !== 'control-plane') return role === 'worker' ? [KUBELET_PORT] : [];
  return [
    API_SERVER_PORT,
    ETCD_CLIENT_PORT,
    ETCD_PEER_PORT,
    KUBELET_PORT,
    CONTROLLER_MANAGER_PORT,
    SCHEDULER_PORT,
  ];
}

/**
 * Programs whose absence is an error, not a warning. kubeadm talks to the runtime itself from 1.31 on (no crictl), kube-proxy
 * needs no conntrack from 1.32 on, and from 1.35 on the list is another one.
 */
export function requiredPrograms(spec: ClusterSpec): readonly string[] {
  const minor = clusterMinor(spec);
  if (minor >= 35) return ['losetup', 'mount', 'cp'];
  return [
    ...(minor < 31 ? ['crictl'] : []),
    ...(minor < 32 ? ['conntrack'] : []),
    'ip',
    'iptables',
    'mount',
    'nsenter',
  ];
}

/** Where kubeadm looks for a container runtime, unless it is told. The shim for Docker left the kubelet in 1.24. */
export function runtimeSocketPaths(spec: ClusterSpec): readonly string[] {
  if (spec.criSocket !== undefined) return [spec.criSocket.replace(/^unix:\/\//, '')];
  const docker = clusterMinor(spec) < 24 ? '/var/run/docker.sock' : '/run/cri-dockerd.sock';
  return ['/run/containerd/containerd.sock', '/var/run/crio/crio.sock', docker];
}

/** From 1.30 on it is left to the pod network whether bridged packets pass iptables. */
export function wantsBridgedPacketsFiltered(spec: ClusterSpec): boolean {
  return clusterMinor(spec) < 30;
}

/** The same name means the same waiver as for kubeadm, which compares names without regard to case. */
export function isWaived(spec: ClusterSpec, preflightCheck: string): boolean {
  const name = preflightCheck.toLowerCase();
  return spec.ignorePreflightErrors.some((one) => one.toLowerCase() === name || one.toLowerCase() === 'all');
}
