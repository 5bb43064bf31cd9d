import type { Check, CheckId } from './verdict.js';

/** What a person does about a host that is not fit, by the check that says so. Waivers are named as kubeadm names them. */
const REMEDIES: Readonly<Partial<Record<CheckId, string>>> = {
  'host-identity':
    'give each cloned machine a hostname and a machine-id of its own (rm /etc/machine-id; systemd-machine-id-setup)',
  'host-address': 'give the host a second network card, and say its address: advertiseAddress',
  'host-clock': 'let every host keep its time by the same servers (chrony, systemd-timesyncd)',
  'host-cpus': 'give the machine 2 CPUs, or waive it: ignorePreflightErrors: [NumCPU]',
  'host-memory': 'give the machine 1700 MB of memory, or waive it: ignorePreflightErrors: [Mem]',
  'host-swap': 'swapoff -a, and take swap out of /etc/fstab; or let the kubelet bear it and waive it: [Swap]',
  'host-kernel':
    'modprobe overlay br_netfilter; sysctl -w net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1; both for every boot',
  'host-programs': 'install the programs that are named (Debian: pgrep is in procps, etcdctl in etcd-client)',
  'host-runtime': 'install and start a container runtime, or say where its socket is: criSocket',
  'host-ports-free': 'stop what holds the port: ss -ltnp',
  'endpoint-port-free':
    'stop what holds the port of the endpoint on the load balancer, or choose another port',
  'peer-ports-open':
    'open TCP ports 6443, 2379 and 2380 between the hosts that are named, in both directions',
  'worker-paths-open': 'open the port of the endpoint for the worker, and its TCP port 10250 for the masters',
};

/** One line for each kind of thing that stands in the way, in the order in which the checks stand. */
export function fitnessRemedies(refused: readonly Check[]): readonly string[] {
  const lines = refused.flatMap(({ id, holds }) => (holds === 'no' ? [REMEDIES[id] ?? ''] : []));
  return [...new Set(lines)].filter((line) => line !== '');
}
