/** Modules that the container runtime and kube-proxy need (kubeadm: prerequisites of the runtime). */
export const KERNEL_MODULES = ['overlay', 'br_netfilter'] as const;

export const MODULES_FILE = '/etc/modules-load.d/quorate.conf';
/** Sorted after what others write there: the last file wins. */
export const SYSCTL_FILE = '/etc/sysctl.d/zz-quorate.conf';

export const SYSCTLS = [
  'net.bridge.bridge-nf-call-iptables',
  'net.bridge.bridge-nf-call-ip6tables',
  'net.ipv4.ip_forward',
] as const;

export type Sysctl = (typeof SYSCTLS)[number];

/** Where a module-load and a sysctl setting may stand, whoever wrote it. */
export const MODULE_PLACES = ['/etc/modules-load.d', '/usr/lib/modules-load.d', '/etc/modules'] as const;
export const SYSCTL_PLACES = ['/etc/sysctl.d', '/usr/lib/sysctl.d', '/etc/sysctl.conf'] as const;

export function modulesFile(): string {
  return `# Written by quorate.\n${KERNEL_MODULES.join('\n')}\n`;
}

export function sysctlFile(): string {
  return `# Written by quorate.\n${SYSCTLS.map((key) => `${key} = 1`).join('\n')}\n`;
}

/** `net.ipv4.ip_forward` under /proc. */
export function sysctlPath(key: Sysctl): string {
  return `/proc/sys/${key.replaceAll('.', '/')}`;
}

/** For `grep -E`: lines that name one of the modules. */
export const MODULES_PATTERN = `^\\s*(${KERNEL_MODULES.join('|')})\\s*$`;

/** For `grep -E`: lines that set one of the keys; a key may be written with dots or slashes. */
export const SYSCTLS_PATTERN = `^\\s*-?(${SYSCTLS.map((key) => key.replaceAll('.', '[./]')).join('|')})\\s*=`;

/** For `sed -E`: comments out every line of fstab that mounts swap. */
export const FSTAB_WITHOUT_SWAP = '/^\\s*#/!s/^\\s*\\S+\\s+\\S+\\s+swap(\\s.*)?$/# &/';
