import { calledPrograms } from '../../decisions/called-programs.js';
import { requiredPrograms, runtimeSocketPaths } from '../../decisions/kubeadm-preflight.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { runsKubelet } from '../../spec/cluster-spec.js';
import type { PlacedStep } from '../step-plan.js';
import { place } from './placing.js';
import { ASK_TIMEOUT_MS, run } from './programs.js';

export const CAPACITY_QUESTIONS = {
  listeners: 'listeners',
  machine: 'machine',
  programs: 'programs',
  runtimeSockets: 'runtime-sockets',
} as const;

/** Shown by one `head`, each under its name; a longer file than this holds nothing more that is asked for. */
export const MACHINE_FILES = {
  status: '/proc/self/status',
  memory: '/proc/meminfo',
  swaps: '/proc/swaps',
  fileSystems: '/proc/filesystems',
  bridgeNfCallIptables: '/proc/sys/net/bridge/bridge-nf-call-iptables',
  ipForward: '/proc/sys/net/ipv4/ip_forward',
} as const;
const LINES = '200';

/** A load balancer is asked for its ports only. */
export function askCapacity(host: HostSpec, spec: ClusterSpec): readonly PlacedStep[] {
  const ask = (question: string, ...argv: readonly [string, ...string[]]): PlacedStep =>
    place(host.name, question, run(argv, { timeoutMs: ASK_TIMEOUT_MS }));
  const listeners = ask(CAPACITY_QUESTIONS.listeners, 'ss', '-H', '-ltnp');
  if (!runsKubelet(host)) return [listeners];
  const sockets = runtimeSocketPaths(spec);
  return [
    listeners,
    ask(CAPACITY_QUESTIONS.machine, 'head', '-n', LINES, ...Object.values(MACHINE_FILES)),
    ask(CAPACITY_QUESTIONS.programs, 'which', ...wantedPrograms(host, spec)),
    ask(CAPACITY_QUESTIONS.runtimeSockets, 'find', ...sockets, '-maxdepth', '0', '-type', 's'),
  ];
}

/** Those that kubeadm calls, and those that the protocol calls itself. */
export function wantedPrograms(host: HostSpec, spec: ClusterSpec): readonly string[] {
  return [...requiredPrograms(spec), ...calledPrograms(host)];
}
