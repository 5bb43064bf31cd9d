import type { PlacedStep } from '../commands/step-plan.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import { runsKubelet } from '../spec/cluster-spec.js';
import { fileAt, program, question } from './question.js';

/** `df` of these, each with the file system that it lies on. One that does not exist is complained of, the rest is shown. */
const PLACES = [
  '/',
  '/etc/kubernetes',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/var/lib/containerd',
  '/var/log',
];

const MACHINE_FILES = [
  '/proc/meminfo',
  '/proc/swaps',
  '/proc/sys/net/ipv4/ip_forward',
  '/proc/sys/net/bridge/bridge-nf-call-iptables',
];

/** What any host can tell of itself. */
export function machineQuestions(host: HostSpec): readonly PlacedStep[] {
  const files = runsKubelet(host) ? MACHINE_FILES : MACHINE_FILES.slice(0, 1);
  return [
    question(host, 'clock', program('date', '+%s%3N')),
    question(
      host,
      'time-sync',
      program('timedatectl', 'show', '--property=NTP', '--property=NTPSynchronized'),
    ),
    question(
      host,
      'disk-space',
      program('df', '-P', '-k', ...(runsKubelet(host) ? PLACES : ['/', '/var/log'])),
    ),
    question(host, 'machine', program('head', '-n', '8', ...files)),
    question(host, 'listeners', program('ss', '-Hltnp')),
    question(host, 'addresses', program('ip', '-4', '-o', 'addr', 'show')),
    question(host, 'hostname', program('hostname')),
    question(host, 'machine-id', fileAt('/etc/machine-id')),
    question(
      host,
      'kernel-journal',
      program(
        'journalctl',
        '--no-pager',
        '--output=short-iso',
        '--lines=100',
        '--dmesg',
        '--priority=warning',
      ),
    ),
  ];
}
