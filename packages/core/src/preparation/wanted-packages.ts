import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';

export const KUBERNETES_PACKAGES = ['kubelet', 'kubeadm', 'kubectl'] as const;

/** Packages that bring a containerd: the distribution's, and that of Docker's repository. */
export const CONTAINERD_PACKAGES = ['containerd', 'containerd.io'] as const;

/** A program that is called on a host, and the Debian package that has it. */
export interface Tool {
  readonly program: string;
  readonly packages: readonly string[];
}

/** etcd is asked through etcdctl on masters; the rest is called on every node. */
export function toolsFor(spec: ClusterSpec, host: HostSpec): readonly Tool[] {
  const etcdClient = spec.preparation?.etcdClientPackage ?? 'etcd-client';
  return [
    { program: 'curl', packages: ['curl', 'ca-certificates'] },
    { program: 'openssl', packages: ['openssl'] },
    { program: 'pgrep', packages: ['procps'] },
    { program: 'modprobe', packages: ['kmod'] },
    ...(host.role === 'control-plane' ? [{ program: 'etcdctl', packages: [etcdClient] }] : []),
  ];
}

/** `1.26.0-*` matches `1.26.0-1.1`: the pattern that apt takes after `=`, with `*` and `?`. */
export function matchesVersion(version: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.+()|[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(version);
}
