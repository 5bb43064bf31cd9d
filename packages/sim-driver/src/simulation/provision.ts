import type { ClusterSpec, HostSpec } from '@quorate/core';
import type { Host } from '../host/host.js';
import { installKubelet } from '../kubernetes/kubelet/kubelet-unit.js';
import { installLoadBalancer } from '../load-balancer/install.js';
import { profileOfVersion } from '../kubeadm/version-profile.js';
import { writePlainImage, writePreparedImage } from '../packages/image.js';
import type { MachineOptions } from './machine.js';
import { writeMachineFiles } from './machine.js';

/** Addresses of a host, NIC by NIC: the one that SSH uses, then the one that the cluster uses. */
export function addressesOf(host: HostSpec): readonly string[] {
  return [...new Set([host.ssh.address, host.advertiseAddress])];
}

/** Versions of what the image of a host of this spec has installed, by program. */
export function softwareOf(spec: ClusterSpec, host: HostSpec): Readonly<Record<string, string>> {
  const base = { containerd: '1.7.2', openssl: '3.0.11' };
  switch (host.role) {
    case 'jumpbox':
      return { ...base, kubectl: spec.kubernetesVersion };
    case 'load-balancer':
      return { ...base, nginx: '1.22.1', haproxy: '2.6.12' };
    case 'control-plane':
    case 'worker': {
      const version = spec.kubernetesVersion;
      return {
        ...base,
        kubeadm: version,
        kubelet: version,
        kubectl: version,
        etcdctl: etcdVersionFor(version),
      };
    }
  }
}

/** The etcd that kubeadm of this release runs; etcdctl on the hosts is of the same version. */
function etcdVersionFor(kubernetesVersion: string): string {
  const profile = profileOfVersion(kubernetesVersion);
  if (profile === undefined) throw new Error(`not a Kubernetes release: ${kubernetesVersion}`);
  return profile.cluster.etcdTag.replace(/-\d+$/, '');
}

/** Puts the image of a prepared host on its disk: units and the files that every Linux has. Also after a wipe. */
export function provision(
  spec: ClusterSpec,
  hostSpec: HostSpec,
  host: Host,
  machine: MachineOptions = {},
): void {
  host.disk.write('/etc/machine-id', `${host.machineId}\n`);
  host.disk.write('/sys/class/dmi/id/product_uuid', `${host.productUuid}\n`);
  host.disk.write('/etc/hostname', `${host.hostname}\n`);
  if (hostSpec.role !== 'jumpbox' && machine.prepared === false) {
    writeMachineFiles(host, machine, spec.criSocket);
    writePlainImage(spec, host);
    return;
  }
  switch (hostSpec.role) {
    case 'jumpbox':
      return;
    case 'load-balancer': {
      const kind = spec.loadBalancer?.kind === 'haproxy' ? 'haproxy' : 'nginx';
      if (!host.units.has(kind)) installLoadBalancer(host, kind);
      if (spec.preparation !== undefined) writePreparedImage(spec, hostSpec, host);
      return;
    }
    case 'control-plane':
    case 'worker':
      writeMachineFiles(host, machine, spec.criSocket);
      if (!host.units.has('kubelet')) installKubelet(host);
      if (spec.preparation !== undefined) writePreparedImage(spec, hostSpec, host);
  }
}
