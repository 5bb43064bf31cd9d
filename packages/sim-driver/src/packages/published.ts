import type { World } from '../world/world.js';
import type { Archive, ArchivePackage } from './archive.js';
import { Archives } from './archive.js';

export const DEBIAN_URI = 'http://deb.debian.org/debian';

/** Debian 12, as its archive was in 2026. */
const DEBIAN: readonly ArchivePackage[] = [
  debian('ca-certificates', '20250419~deb12u2', []),
  debian('conntrack', '1:1.4.7-1+b2', ['conntrack']),
  {
    ...debian('containerd', '1.6.20~ds1-1+deb12u3', ['containerd', 'ctr'], { containerd: '1.6.20~ds1' }),
    depends: ['runc'],
    service: 'containerd',
  },
  debian('curl', '7.88.1-10+deb12u15', ['curl']),
  debian('etcd-client', '3.4.23-4+b4', ['etcdctl'], { etcdctl: '3.4.23' }),
  { ...debian('haproxy', '2.6.12-1+deb12u4', ['haproxy'], { haproxy: '2.6.12' }), service: 'haproxy' },
  debian('iptables', '1.8.9-2', ['iptables']),
  debian('kmod', '30+20221128-1', ['modprobe']),
  debian('libnginx-mod-stream', '1.22.1-9+deb12u11', []),
  { ...debian('nginx', '1.22.1-9+deb12u11', ['nginx'], { nginx: '1.22.1' }), service: 'nginx' },
  debian('openssl', '3.0.22-1~deb12u2', ['openssl'], { openssl: '3.0.22' }),
  debian('procps', '2:4.0.2-3', ['pgrep', 'sysctl']),
  debian('runc', '1.1.5+ds1-1+deb12u1', ['runc']),
  debian('socat', '1.7.4.4-2', ['socat']),
];

function debian(
  name: string,
  version: string,
  programs: readonly string[],
  software: Readonly<Record<string, string>> = {},
): ArchivePackage {
  return { name, version, depends: [], programs, software };
}

/** What is published for one minor of Kubernetes, newest patch first: the packages of one release and what they depend on. */
function kubernetesPackages(version: string, revision = '1.1'): readonly ArchivePackage[] {
  const deb = `${version.replace(/^v/, '')}-${revision}`;
  const own = (name: string, depends: readonly string[]): ArchivePackage => ({
    name,
    version: deb,
    depends,
    programs: [name],
    software: { [name]: version },
  });
  return [
    { ...debian('cri-tools', `${version.replace(/^v/, '')}-${revision}`, ['crictl']) },
    own('kubeadm', ['kubelet', 'kubectl', 'cri-tools']),
    own('kubectl', []),
    { ...own('kubelet', ['kubernetes-cni', 'iptables', 'conntrack', 'socat']), service: 'kubelet' },
    { ...debian('kubernetes-cni', '1.2.0-2.1', []) },
  ];
}

/** `https://pkgs.k8s.io/…/v1.NN/deb/` with the patches 0 to 3 of a minor and the one that is asked for. */
function kubernetesArchive(uri: string, version: string): Archive {
  const [, minor = '0', patch = '0'] = /^v1\.(\d+)\.(\d+)$/.exec(version) ?? [];
  const patches = [...new Set([3, 2, 1, 0, Number(patch)])].sort((a, b) => b - a);
  const all = patches.flatMap((one) => kubernetesPackages(`v1.${minor}.${String(one)}`));
  const packages = all.filter(
    (one, index) =>
      all.findIndex(({ name, version: same }) => name === one.name && same === one.version) === index,
  );
  return { packages, key: { url: `${uri}Release.key`, text: RELEASE_KEY, id: '234654DA9A296436' } };
}

const RELEASE_KEY =
  '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n(simulated)\n-----END PGP PUBLIC KEY BLOCK-----\n';

/** The archives that the public network has for clusters of this release. */
export function publishArchives(world: World, version: string): void {
  const archives = Archives.of(world);
  archives.publish(DEBIAN_URI, { packages: DEBIAN });
  const [, minor = '0'] = /^v1\.(\d+)\./.exec(version) ?? [];
  const uri = `https://pkgs.k8s.io/core:/stable:/v1.${minor}/deb/`;
  if (Number(minor) >= 24) archives.publish(uri, kubernetesArchive(uri, version));
}
