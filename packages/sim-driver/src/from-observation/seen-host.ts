import type { ClusterSpec, HostObservation, HostSpec, Observation } from '@quorate/core';

/** A host of the specification with what was seen of it. */
export interface SeenHost {
  readonly spec: HostSpec;
  /** Undefined: nobody looked (the jumpbox). */
  readonly seen: HostObservation | undefined;
  /** Under /etc/kubernetes and /var/lib/etcd/member; undefined: not known. */
  readonly files: readonly string[] | undefined;
}

const ETCD_DATA = '/var/lib/etcd/member/';
export const BOOTSTRAP_CONF = '/etc/kubernetes/bootstrap-kubelet.conf';
export const KUBELET_CONF = '/etc/kubernetes/kubelet.conf';
export const MANIFESTS = '/etc/kubernetes/manifests/';

export function seenHosts(spec: ClusterSpec, { hosts }: Observation): readonly SeenHost[] {
  return spec.hosts.map((host) => {
    const seen = hosts[host.name];
    return { spec: host, seen, files: seen?.files };
  });
}

export function isReachable({ seen }: SeenHost): boolean {
  return seen === undefined || seen.reachable === 'yes';
}

export function hasEtcdData({ files }: SeenHost): boolean {
  return files?.some((path) => path.startsWith(ETCD_DATA)) ?? false;
}

export function isEtcdData(path: string): boolean {
  return path.startsWith(ETCD_DATA);
}

/** Static pods were seen to run although the kubelet may not. */
export function runsContainers({ seen }: SeenHost): boolean {
  return seen?.apiReady === 'yes' || seen?.etcd?.memberId !== undefined || seen?.etcd?.healthy === 'yes';
}

/** A worker whose kubelet.conf points to a certificate that is not there; on a master it may hold one itself, as init writes it. */
export function isHalfBootstrapped({ spec, seen, files }: SeenHost): boolean {
  const begun = files?.includes(KUBELET_CONF) === true && seen?.kubelet?.hasCertificate === 'no';
  return begun && spec.role === 'worker';
}

export function peerUrl({ advertiseAddress }: HostSpec): string {
  return `https://${advertiseAddress}:2380`;
}
