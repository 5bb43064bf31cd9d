import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';

/** What a host needs before kubeadm may run on it: each is observed by its effect, and changed only when it is not so. */
export type PreparationItem =
  /** No package is left half installed: what a crash of dpkg leaves is completed. */
  | 'package-state'
  /** Programs that the protocol itself calls: curl, openssl, pgrep, modprobe; on masters etcdctl. */
  | 'tools'
  /** /etc/hosts names every host of the spec. */
  | 'hosts-file'
  | 'swap-off'
  | 'kernel-modules'
  | 'sysctls'
  /** The package of the runtime. */
  | 'container-runtime'
  /** Its configuration, and its service. */
  | 'container-runtime-config'
  | 'kubernetes-repository'
  | 'kubernetes-packages'
  | 'load-balancer-packages';

export const PREPARATION_ITEMS: readonly PreparationItem[] = [
  'package-state',
  'tools',
  'hosts-file',
  'swap-off',
  'kernel-modules',
  'sysctls',
  'container-runtime',
  'container-runtime-config',
  'kubernetes-repository',
  'kubernetes-packages',
  'load-balancer-packages',
];

/** Items that install, replace or restart what a running node depends on: never touched on a host that is part of a cluster. */
export const NOT_ON_A_NODE: ReadonlySet<PreparationItem> = new Set([
  'package-state',
  'tools',
  'container-runtime',
  'container-runtime-config',
  'kubernetes-repository',
  'kubernetes-packages',
]);

/** What the role of a host needs, in the order in which it is done. Empty when hosts are prepared by somebody else. */
export function itemsFor(spec: ClusterSpec, host: HostSpec): readonly PreparationItem[] {
  const { preparation } = spec;
  if (preparation === undefined) return [];
  const hostsFile: readonly PreparationItem[] = preparation.hostsFile ? ['hosts-file'] : [];
  switch (host.role) {
    case 'jumpbox':
      return [];
    case 'load-balancer':
      return runsBalancer(spec, host) ? ['package-state', ...hostsFile, 'load-balancer-packages'] : hostsFile;
    case 'control-plane':
    case 'worker':
      return [
        'package-state',
        'tools',
        ...hostsFile,
        'swap-off',
        'kernel-modules',
        'sysctls',
        ...(runsContainerd(spec) ? (['container-runtime', 'container-runtime-config'] as const) : []),
        ...(preparation.repository.kind === 'none' ? [] : (['kubernetes-repository'] as const)),
        'kubernetes-packages',
      ];
  }
}

function runsBalancer({ loadBalancer }: ClusterSpec, host: HostSpec): boolean {
  return loadBalancer !== undefined && loadBalancer.kind !== 'external' && loadBalancer.host === host.name;
}

/** A socket of another runtime says that somebody else takes care of it. */
function runsContainerd({ criSocket }: ClusterSpec): boolean {
  return criSocket === undefined || criSocket.includes('containerd');
}

/** What an item is for, as a plan lists it. */
export function itemTitle(item: PreparationItem): string {
  switch (item) {
    case 'package-state':
      return 'complete interrupted package work';
    case 'tools':
      return 'install the programs that the protocol calls';
    case 'hosts-file':
      return 'name every host in /etc/hosts';
    case 'swap-off':
      return 'switch swap off';
    case 'kernel-modules':
      return 'load overlay and br_netfilter';
    case 'sysctls':
      return 'let bridged traffic be filtered and packets be forwarded';
    case 'container-runtime':
      return 'install the container runtime';
    case 'container-runtime-config':
      return 'configure the container runtime for systemd cgroups';
    case 'kubernetes-repository':
      return 'add the package repository of Kubernetes';
    case 'kubernetes-packages':
      return 'install and hold kubelet, kubeadm and kubectl';
    case 'load-balancer-packages':
      return 'install the load balancer';
  }
}
