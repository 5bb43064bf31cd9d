import { which } from 'zx';

/** Program → the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  debootstrap: 'debootstrap',
  containerd: 'containerd',
  ctr: 'containerd',
  etcd: 'etcd-server',
  go: 'golang-go',
  'dpkg-source': 'dpkg-dev',
  rsync: 'rsync',
  jq: 'jq',
  busybox: 'busybox-static',
  ip: 'iproute2',
  nsenter: 'util-linux',
  nc: 'netcat-openbsd',
  ssh: 'openssh-client',
};

/** Needed while Kubernetes is built, and found by no program. */
const buildPackages = ['golang-github-modern-go-reflect2-dev'];

/** Why the lab cannot run here: one line per reason, each with what to do. Empty: it can. */
export async function missingRequirements(): Promise<readonly string[]> {
  if (process.platform !== 'linux')
    return [`the lab needs Linux (namespaces, cgroups); this is ${process.platform}`];
  const reasons: string[] = [];
  if (process.getuid?.() !== 0) reasons.push('the lab needs root (namespaces, mounts): run it with sudo');
  const missing = new Set<string>();
  for (const [program, owner] of Object.entries(programs)) {
    if ((await which(program, { nothrow: true })) === null) missing.add(owner);
  }
  if (missing.size > 0) {
    const names = [...missing, ...buildPackages].join(' ');
    reasons.push(`programs are missing: apt-get install --no-install-recommends ${names}`);
  }
  return reasons;
}
