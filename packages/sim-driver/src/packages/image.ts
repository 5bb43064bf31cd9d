import type { ClusterSpec, HostSpec } from '@quorate/core';
import type { Host } from '../host/host.js';
import { Archives } from './archive.js';
import { CONTAINERD_SOCKET } from '../kubernetes/kubelet/runtime-socket.js';
import { installContainerd } from './containerd-unit.js';
import { writeDatabase, UPDATES_DIRECTORY } from './dpkg-database.js';
import { DEBIAN_URI, publishArchives } from './published.js';

/** Programs of packages that a plain Debian server has. */
const BASE: readonly (readonly [name: string, version: string])[] = [
  ['ca-certificates', '20250419~deb12u2'],
  ['iptables', '1.8.9-2'],
  ['kmod', '30+20221128-1'],
  ['openssl', '3.0.22-1~deb12u2'],
  ['procps', '2:4.0.2-3'],
];

/** What has to be installed first; `kubectl` and all that a prepared host has beside the base. */
const NOT_IN_BASE = [
  ...[
    'conntrack',
    'containerd',
    'crictl',
    'ctr',
    'curl',
    'etcdctl',
    'haproxy',
    'kubeadm',
    'kubectl',
    'kubelet',
  ],
  ...['nginx', 'runc', 'socat'],
];
const SERVICES = ['containerd', 'haproxy', 'kubelet', 'nginx'];

/** A plain Debian 12 with swap on, as an installer leaves it. */
export function writePlainImage(spec: ClusterSpec, host: Host): void {
  const { disk } = host;
  writeSystem(spec, host);
  writeDatabase(
    disk,
    BASE.map(([name, version]) => ({ name, version, held: false, state: 'installed' })),
  );
  for (const program of NOT_IN_BASE) {
    host.missingPrograms.add(program);
    Reflect.deleteProperty(host.software, program);
  }
  for (const name of SERVICES) host.units.delete(name);
  disk.remove(CONTAINERD_SOCKET);
  disk.write('/etc/fstab', 'UUID=3f6c / ext4 errors=remount-ro 0 1\n/dev/sda5 none swap sw 0 0\n');
  const header = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority';
  disk.write(
    '/proc/swaps',
    `${header}\n/dev/sda5                               partition\t998396\t\t0\t\t-2\n`,
  );
  disk.write('/proc/filesystems', 'nodev\tproc\n\text4\n');
  disk.write('/proc/sys/net/ipv4/ip_forward', '0\n');
  disk.removeTree('/proc/sys/net/bridge');
}

/** What somebody who prepared the host by hand leaves behind, in files of their own. */
export function writePreparedImage(spec: ClusterSpec, hostSpec: HostSpec, host: Host): void {
  const { disk } = host;
  writeSystem(spec, host);
  disk.write(
    '/etc/hosts',
    '127.0.0.1 localhost\n' + spec.hosts.map((one) => `${one.advertiseAddress} ${one.name}\n`).join(''),
  );
  disk.write('/etc/fstab', 'UUID=3f6c / ext4 errors=remount-ro 0 1\n#/dev/sda5 none swap sw 0 0\n');
  const base = BASE.map(([name, version]) => ({ name, version, held: false, state: 'installed' as const }));
  const installed = (names: readonly string[]) =>
    names.map((name) => ({ name, version: newest(host, name), held: false, state: 'installed' as const }));
  if (hostSpec.role === 'load-balancer') {
    writeDatabase(disk, [...base, ...installed(spec.preparation?.loadBalancerPackages ?? [])]);
    return;
  }
  const version = `${spec.kubernetesVersion.replace(/^v/, '')}-1.1`;
  const kubernetes = ['kubeadm', 'kubectl', 'kubelet'].map((name) => ({
    name,
    version,
    held: true,
    state: 'installed' as const,
  }));
  writeDatabase(disk, [...base, ...installed(['containerd', 'curl', 'etcd-client']), ...kubernetes]);
  disk.write('/etc/modules-load.d/k8s.conf', 'overlay\nbr_netfilter\n');
  const keys = [
    'net.bridge.bridge-nf-call-iptables',
    'net.bridge.bridge-nf-call-ip6tables',
    'net.ipv4.ip_forward',
  ];
  disk.write('/etc/sysctl.d/k8s.conf', keys.map((key) => `${key} = 1\n`).join(''));
  disk.write('/proc/sys/net/bridge/bridge-nf-call-ip6tables', '1\n');
  disk.write(
    '/etc/containerd/config.toml',
    'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n',
  );
  if (!host.units.has('containerd')) installContainerd(host);
}

function writeSystem(spec: ClusterSpec, host: Host): void {
  const { disk } = host;
  publishArchives(host.world, spec.kubernetesVersion);
  disk.write(
    '/etc/os-release',
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  );
  disk.write('/etc/apt/sources.list', `deb ${DEBIAN_URI} bookworm main\n`);
  disk.write('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${host.hostname}\n`);
  disk.makeDirectory(UPDATES_DIRECTORY);
}

function newest(host: Host, name: string): string {
  const archive = Archives.of(host.world).at(DEBIAN_URI);
  return archive?.packages.find((one) => one.name === name)?.version ?? '1.0-1';
}
