import { $ } from 'zx';
import { labHost } from '../../src/lab-host.js';
import { clientKey, knownHosts, LOGIN_USER } from '../../src/places.js';

/** Runs a command line as root on a host with plain OpenSSH: what a person would do, not the product. `input` is its stdin. */
export async function onHost(name: string, commandLine: string, input = ''): Promise<string> {
  const { address } = labHost(name);
  const ssh = ['ssh', '-i', clientKey, '-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'ConnectTimeout=5'];
  const quoted = `'${commandLine.replaceAll("'", `'\\''`)}'`;
  return (await $({ quiet: true, input })`${ssh} ${`${LOGIN_USER}@${address}`} ${`sudo bash -c ${quoted}`}`)
    .stdout;
}

/**
 * Until the apiserver of the host itself is ready. One question every five seconds: whoever looks at everything all the time
 * takes the processors from what comes up. The kubelet starts what has crashed again after at most five minutes.
 */
export async function untilServing(host: string): Promise<void> {
  const ready = 'curl -kfsS --max-time 5 https://127.0.0.1:6443/readyz';
  await onHost(host, `timeout 900 bash -c 'until ${ready}; do sleep 5; done' >&2`);
}

/** kubectl with the credentials of an administrator, through the control-plane endpoint. */
export function kubectl(host: string, args: string): Promise<string> {
  return onHost(host, `kubectl --kubeconfig=/etc/kubernetes/admin.conf ${args}`);
}

/** kubectl on the jumpbox, which is no part of the cluster, with that kubeconfig. */
export function kubectlWith(kubeconfig: string, args: string): Promise<string> {
  const file = '/root/given.kubeconfig';
  return onHost('jumpbox', `umask 077 && cat >${file} && kubectl --kubeconfig=${file} ${args}`, kubeconfig);
}

export interface Member {
  readonly name: string;
  readonly started: boolean;
}

/** What `etcdctl member list` says on one master. */
export async function members(host: string): Promise<readonly Member[]> {
  const pki = '/etc/kubernetes/pki/etcd';
  const output = await onHost(
    host,
    `ETCDCTL_API=3 etcdctl --endpoints=https://127.0.0.1:2379 --cacert=${pki}/ca.crt --cert=${pki}/server.crt --key=${pki}/server.key member list`,
  );
  return output
    .trim()
    .split('\n')
    .map((line) => line.split(', '))
    .map(([, status, name]) => ({ name: name ?? '', started: status === 'started' }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** What `nodes` says of the whole cluster. */
export const ALL_READY = { master1: 'True', master2: 'True', master3: 'True', node1: 'True', node2: 'True' };

/** Name and readiness of every node. */
export async function nodes(host: string): Promise<Readonly<Record<string, string>>> {
  const columns = 'custom-columns=N:.metadata.name,R:.status.conditions[?(@.type=="Ready")].status';
  const output = await kubectl(host, `get nodes --no-headers -o '${columns}'`);
  return Object.fromEntries(
    output
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/) as [string, string]),
  );
}
