import { ETCD, fact, JOURNALS, said } from '../clues.js';
import { missingPrograms, smallMachines } from '../facts/capacity.js';
import { wrongClocks } from '../facts/clocks.js';
import { fullFileSystems } from '../facts/disk-space.js';
import { missingAddresses, sameAnswer, silentHosts, swapAreas, switchOff } from '../facts/machines.js';
import type { KnownCause } from '../known-cause.js';

const FORWARDING = '/proc/sys/net/ipv4/ip_forward';
const BRIDGE = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/** What is wrong with a machine shows in everything that runs on it. */
export const MACHINE_CAUSES: readonly KnownCause[] = [
  {
    id: 'host-unreachable',
    title: 'a host does not answer',
    kind: 'cause',
    clues: [fact(silentHosts)],
    leadsTo: ['host-unreachable', 'answer-lost', 'etcd-unhealthy', 'etcd-timeout', 'api-unreachable'],
    why: 'It could not be asked anything: without power, cut off, or its SSH server refuses. A master that is off is a voter that is missing.',
    next: [
      'switch it on, or repair the way to it',
      'run again: what it did before it fell silent is looked at first',
    ],
    source: 'SSH: no connection, no answer within the time of each question',
  },
  {
    id: 'disk-full',
    title: 'a disk is full',
    kind: 'cause',
    clues: [
      said(
        ['failure', 'etcd-log', 'apiserver-log', 'kernel-journal', ...JOURNALS],
        /no space left on device/i,
        { within: 60, fatal: true },
      ),
      fact(fullFileSystems),
    ],
    leadsTo: [
      'disk-full',
      'kubelet-not-healthy',
      'etcd-unhealthy',
      'etcd-timeout',
      'api-unreachable',
      'preflight',
      'other',
    ],
    why: 'etcd ends when it cannot write its log, no image can be unpacked, and kubeadm fails in the middle of its files.',
    next: [
      'make room: journalctl --vacuum-size=200M, crictl rmi --prune',
      'run again; what was left half written is found and cleaned up',
    ],
    source: 'ENOSPC of Linux, "No space left on device"; df of coreutils',
  },
  {
    id: 'clock-wrong',
    title: 'the clock of a host is wrong',
    kind: 'cause',
    clues: [
      fact(wrongClocks),
      said(['etcd-log'], /prober found high clock drift|the clock difference against peer \S+ is too high/, {
        within: 40,
      }),
    ],
    leadsTo: [
      'certificate-expired',
      'token-unusable',
      'api-unreachable',
      'tls-bootstrap-timeout',
      'kubelet-not-healthy',
    ],
    why: 'Certificates and tokens are valid between two instants: by a wrong clock they are not yet, or no longer, valid.',
    next: [
      'timedatectl set-ntp true, and wait for "System clock synchronized: yes"',
      'run again; nothing has to be reset',
    ],
    source:
      'kubeadm: x509 "certificate has expired or is not yet valid"; etcd 3.4 and newer: "prober found high clock drift"',
  },
  {
    id: 'swap-on',
    title: 'swap is on',
    kind: 'cause',
    clues: [
      said(['failure'], /\[ERROR Swap\]: |running with swap on is not supported/),
      said(['kubelet-journal'], /running with swap on is not supported, please disable swap/, {
        within: 20,
        fatal: true,
      }),
      fact(swapAreas),
    ],
    leadsTo: ['preflight', 'kubelet-not-healthy', 'tls-bootstrap-timeout'],
    why: 'The kubelet ends at once on a host with swap unless failSwapOn is false; kubeadm before 1.22 refuses in preflight.',
    next: [
      'swapoff -a, and take the swap entry out of /etc/fstab',
      'systemctl restart kubelet on a host that has joined; else run again',
    ],
    source:
      'kubeadm 1.20.2 preflight "[ERROR Swap]: running with swap on is not supported. Please disable swap"; kubelet 1.20 and newer',
  },
  {
    id: 'memory-exhausted',
    title: 'the kernel ended a program for want of memory',
    kind: 'cause',
    clues: [
      said(
        ['kernel-journal', 'kubelet-journal'],
        /Out of memory: Killed process|Memory cgroup out of memory|oom-kill:|System OOM encountered/,
      ),
    ],
    leadsTo: ['kubelet-not-healthy', 'api-unreachable', 'etcd-timeout', 'etcd-unhealthy', 'killed'],
    why: 'A master with stacked etcd needs some 2 GiB; the program that was ended is started again and ended again.',
    next: ['give the machine more memory, or take other work off it', 'run again'],
    source: 'Linux 4.19 and newer: "Out of memory: Killed process"; kubelet "System OOM encountered"',
  },
  {
    id: 'machine-too-small',
    title: 'a machine has too few CPUs or too little memory',
    kind: 'cause',
    clues: [said(['failure'], /\[ERROR (NumCPU|Mem)\]: /), fact(smallMachines)],
    leadsTo: ['preflight'],
    why: 'kubeadm wants 2 CPUs and 1700 MB of a master.',
    next: [
      'give the machine more, and run again: nothing was changed',
      'for a test only: name the check in spec.ignorePreflightErrors',
    ],
    source:
      'kubeadm 1.20 preflight "the number of available CPUs 1 is less than the required 2", "the system RAM (900 MB) is less than the minimum 1700 MB"',
  },
  {
    id: 'same-machine-id',
    title: 'two hosts have the same machine-id',
    kind: 'cause',
    clues: [fact(sameAnswer('machine-id'))],
    leadsTo: ['preflight', 'node-name-taken', 'other'],
    why: 'One was copied from the other. DHCP, CNI and the kubelet take them for one machine.',
    next: ['on the copy: rm /etc/machine-id, then systemd-machine-id-setup, then reboot', 'run again'],
    source: 'kubeadm: MAC address and product_uuid must be unique for every node',
  },
  {
    id: 'same-hostname',
    title: 'two hosts have the same hostname',
    kind: 'cause',
    clues: [fact(sameAnswer('hostname'))],
    leadsTo: ['node-name-taken', 'other'],
    why: 'The node takes its name from it: the second one would take over the Node of the first.',
    next: ['hostnamectl set-hostname with a name of its own, on the copy', 'run again'],
    source:
      'kubeadm: every node needs a unique hostname; a NotReady Node of that name is taken over without a word',
  },
  {
    id: 'wrong-advertise-address',
    title: 'a host does not have the address that it should advertise',
    kind: 'cause',
    clues: [
      fact(missingAddresses),
      said([...ETCD, 'apiserver-log'], /bind: cannot assign requested address/, { within: 30, fatal: true }),
    ],
    leadsTo: ['api-unreachable', 'etcd-unhealthy', 'preflight', 'kubelet-not-healthy'],
    why: 'etcd and the apiserver listen on the address of the specification; without it they end at each start.',
    next: ['give the interface that address, or correct advertiseAddress in the specification', 'run again'],
    source:
      'Linux EADDRNOTAVAIL "bind: cannot assign requested address"; kubeadm: localAPIEndpoint.advertiseAddress',
  },
  {
    id: 'ip-forward-off',
    title: 'the kernel does not forward packets',
    kind: 'cause',
    clues: [
      said(['failure'], /\/proc\/sys\/net\/ipv4\/ip_forward (contents are not set to 1|does not exist)/),
      fact(switchOff(FORWARDING)),
    ],
    leadsTo: ['preflight'],
    why: 'Pods of different hosts reach each other only through a host that forwards; kubeadm refuses in preflight.',
    next: ['echo "net.ipv4.ip_forward = 1" > /etc/sysctl.d/k8s.conf, then sysctl --system', 'run again'],
    source: 'kubeadm 1.20 and newer preflight FileContent--proc-sys-net-ipv4-ip_forward',
  },
  {
    id: 'bridge-netfilter-off',
    title: 'the module br_netfilter is not loaded, or switched off',
    kind: 'cause',
    clues: [
      said(['failure'], /bridge-nf-call-ip6?tables (contents are not set to 1|does not exist)/),
      fact(switchOff(BRIDGE)),
    ],
    leadsTo: ['preflight'],
    why: 'Traffic between pods of one host would pass kube-proxy by; kubeadm before 1.30 refuses in preflight.',
    next: ['modprobe br_netfilter, and name it in /etc/modules-load.d/k8s.conf', 'run again'],
    source: 'kubeadm 1.20 to 1.29 preflight FileContent--proc-sys-net-bridge-bridge-nf-call-iptables',
  },
  {
    id: 'program-missing',
    title: 'a program that kubeadm calls is not installed',
    kind: 'cause',
    clues: [
      said(['failure'], /\[ERROR FileExisting-[^\]]+\]: |executable file not found in \$PATH/),
      fact(missingPrograms),
    ],
    leadsTo: ['preflight', 'other'],
    why: 'conntrack, crictl, ip, iptables, mount and nsenter are looked for on every node.',
    next: [
      'install the package that brings it (conntrack, cri-tools, iproute2, iptables, util-linux)',
      'run again: nothing was changed',
    ],
    source:
      'kubeadm 1.20 preflight "[ERROR FileExisting-conntrack]: conntrack not found in system path"; 1.32 and newer need no conntrack',
  },
  {
    id: 'not-root',
    title: 'the steps do not run as root',
    kind: 'cause',
    clues: [said(['failure'], /user is not running as root|sudo: a password is required/)],
    leadsTo: ['preflight', 'other'],
    why: 'kubeadm changes system files and refuses anybody else.',
    next: [
      'let the SSH user become root with sudo and without a password, or name another user',
      'run again',
    ],
    source: 'kubeadm 1.20 preflight "[ERROR IsPrivilegedUser]: user is not running as root"',
  },
];
