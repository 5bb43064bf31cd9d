import type {
  ClusterSpec,
  HostName,
  HostObservation,
  MemberObservation,
  NodeObservation,
  Observation,
} from '../../src/index.js';
import { hostNamed, hostsOf, known } from '../../src/index.js';
import { peerUrlOf } from '../../src/decisions/membership.js';
import { fitObservation } from './fit-cluster.js';

export const NOW_MS = 1_767_225_600_000;
export const DAY_MS = 86_400_000;

const MASTER_FILES = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/kubelet.conf',
  '/etc/kubernetes/manifests/etcd.yaml',
  '/etc/kubernetes/manifests/kube-apiserver.yaml',
  '/etc/kubernetes/pki/ca.crt',
  '/var/lib/etcd/member/wal/0.wal',
];

/** `joined`: healthy voters, with everything that a master has. */
export interface Running {
  readonly joined: readonly HostName[];
  readonly workers?: readonly HostName[];
}

/** The cluster of the spec as far as it is joined, seen at `NOW_MS`; every other host is fit and empty. */
export function runningObservation(spec: ClusterSpec, { joined, workers = [] }: Running): Observation {
  const fit = fitObservation(spec, NOW_MS);
  const members = joined.map((name) => memberOf(spec, name));
  const hosts = Object.values(fit.hosts).map((seen): HostObservation => {
    if (joined.includes(seen.host)) return { ...seen, ...masterFacts(seen.host, members) };
    if (!workers.includes(seen.host)) return seen;
    const files = ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/pki/ca.crt'];
    return { ...seen, files, caFingerprint: 'AA', kubelet: { active: 'yes', healthy: 'yes' } };
  });
  return {
    hosts: Object.fromEntries(hosts.map((seen) => [seen.host, seen])),
    cluster: {
      ...fit.cluster,
      nodes: known([...joined, ...workers].map((name) => nodeOf(name, joined.includes(name)))),
      recorded: known({ endpoint: endpointText(spec), kubernetesVersion: spec.kubernetesVersion }),
      addons: known({ kubeProxy: true, coreDns: true }),
    },
  };
}

/** A started voter. */
export function memberOf(spec: ClusterSpec, name: HostName): MemberObservation {
  const host = hostNamed(spec, name);
  return {
    id: idOf(spec, name),
    name,
    peerUrls: [peerUrlOf(host)],
    clientUrls: [`https://${host.advertiseAddress}:2379`],
    learner: false,
  };
}

function idOf(spec: ClusterSpec, name: HostName): string {
  return `id${hostsOf(spec, 'control-plane').findIndex((host) => host.name === name)}`;
}

function masterFacts(name: HostName, members: readonly MemberObservation[]): Partial<HostObservation> {
  const own = members.find((member) => member.name === name);
  return {
    files: MASTER_FILES,
    caFingerprint: 'AA',
    kubelet: { active: 'yes', healthy: 'yes' },
    apiReady: 'yes',
    apiReadyViaEndpoint: 'yes',
    certificates: known([{ name: 'apiserver', authority: false, expiresAtMs: NOW_MS + 300 * DAY_MS }]),
    etcd: {
      members: known(members),
      healthy: 'yes',
      ...(own === undefined ? {} : { memberId: own.id }),
      ...(members[0] === undefined ? {} : { leaderId: members[0].id }),
      alarms: known([]),
    },
  };
}

function nodeOf(name: HostName, master: boolean): NodeObservation {
  const labels = master ? ['node-role.kubernetes.io/control-plane'] : [];
  return { name, ready: 'yes', labels, taints: [] };
}

function endpointText(spec: ClusterSpec): string {
  return `${spec.controlPlaneEndpoint.host}:${spec.controlPlaneEndpoint.port}`;
}

/** The same observation with other facts of one host; `undefined` facts are taken away. */
export function withHost(
  observation: Observation,
  name: HostName,
  facts: { readonly [Key in keyof HostObservation]?: HostObservation[Key] | undefined },
): Observation {
  const { [name]: seen, ...others } = observation.hosts;
  if (seen === undefined) throw new Error(`${name} is not observed`);
  const merged = Object.fromEntries(
    Object.entries({ ...seen, ...facts }).filter(([, value]) => value !== undefined),
  ) as unknown as HostObservation;
  return { ...observation, hosts: { ...others, [name]: merged } };
}

/** Every view of etcd tells this list instead. */
export function withMembers(observation: Observation, members: readonly MemberObservation[]): Observation {
  return Object.values(observation.hosts).reduce(
    (next, { host, etcd }) =>
      etcd === undefined ? next : withHost(next, host, { etcd: { ...etcd, members: known(members) } }),
    observation,
  );
}

export function withNodes(observation: Observation, nodes: readonly NodeObservation[]): Observation {
  return { ...observation, cluster: { ...observation.cluster, nodes: known(nodes) } };
}

/** The host is off: nothing is known of it but that. */
export function withoutAnswer(observation: Observation, name: HostName): Observation {
  const gone: HostObservation = {
    host: name,
    atMs: NOW_MS,
    reachable: 'no',
    detail: 'no route to host',
    kubeadmRunning: 'unknown',
  };
  return { ...observation, hosts: { ...observation.hosts, [name]: gone } };
}
