import type { Host } from '../host/host.js';
import { CONTAINERD_SOCKET } from '../kubernetes/kubelet/runtime-socket.js';

/** How a machine differs from a prepared one with 2 CPUs and 4 GiB: what a preflight is there to find. */
export interface MachineOptions {
  readonly cpus?: number;
  readonly memoryMb?: number;
  /** Paths of active swap areas. */
  readonly swaps?: readonly string[];
  /** Kernel modules that are not loaded. */
  readonly missingModules?: readonly ('overlay' | 'br_netfilter')[];
  readonly ipForward?: boolean;
  /** Programs that kubeadm calls and that are not installed. */
  readonly missingPrograms?: readonly string[];
  readonly containerRuntime?: boolean;
  /** Sockets of container runtimes beside the one that the cluster uses. */
  readonly otherRuntimes?: readonly string[];
  /** False: a plain Debian, as an installer leaves it. */
  readonly prepared?: boolean;
  /** All addresses, in the order of the NICs. Default: those of the specification. */
  readonly addresses?: readonly string[];
  readonly hostname?: string;
  readonly machineId?: string;
  readonly productUuid?: string;
}

const BRIDGE_SWITCH = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/**
 * What the kernel and the boot of such a machine show under /proc, and the socket of its container runtime: that of the image, and
 * the one that the specification names.
 */
export function writeMachineFiles(
  host: Host,
  options: MachineOptions,
  criSocket: string = CONTAINERD_SOCKET,
): void {
  const { swaps = [], missingModules = [], ipForward = true, containerRuntime = true } = options;
  const { otherRuntimes = [] } = options;
  const { disk } = host;
  disk.write('/proc/self/status', `Name:\thead\nCpus_allowed_list:\t${cpuList(host.cpus)}\n`);
  disk.write('/proc/meminfo', `MemTotal:       ${String(host.memoryMb * 1024)} kB\n`);
  disk.write(
    '/proc/swaps',
    ['Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority', ...swaps.map(area), ''].join('\n'),
  );
  const fileSystems = [
    'nodev\tproc',
    '\text4',
    ...(missingModules.includes('overlay') ? [] : ['nodev\toverlay']),
  ];
  disk.write('/proc/filesystems', `${fileSystems.join('\n')}\n`);
  disk.write('/proc/sys/net/ipv4/ip_forward', ipForward ? '1\n' : '0\n');
  if (missingModules.includes('br_netfilter')) disk.remove(BRIDGE_SWITCH);
  else disk.write(BRIDGE_SWITCH, '1\n');
  const own = containerRuntime ? [CONTAINERD_SOCKET, criSocket.replace(/^unix:\/\//, '')] : [];
  for (const socket of new Set([...own, ...otherRuntimes])) disk.write(socket, '');
}

function cpuList(cpus: number): string {
  return cpus === 1 ? '0' : `0-${String(cpus - 1)}`;
}

function area(path: string): string {
  return `${path}                               file\t\t2097148\t\t0\t\t-2`;
}
