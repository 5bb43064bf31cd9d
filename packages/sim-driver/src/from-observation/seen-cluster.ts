import type { CertificateObservation, ClusterSpec, Observation } from '@quorate/core';
import type { EtcdMember } from '../etcd/client.js';
import { KvStore } from '../etcd/kv-store.js';
import type { Simulation } from '../simulation/simulation.js';
import type { Assumptions } from './assumptions.js';
import { reissueAuthorities } from './authorities-as-seen.js';
import { membersAsSeen, templateStorage } from './etcd-as-seen.js';
import { registryAsSeen } from './registry-as-seen.js';
import type { SeenHost } from './seen-host.js';
import { hasEtcdData, KUBELET_CONF, peerUrl } from './seen-host.js';
import { templateCluster } from './template-cluster.js';

/** One of the clusters that the hosts were seen to belong to, told apart by their CAs. */
export interface SeenCluster {
  readonly template: Simulation;
  /** The hosts with something of it; those that nobody could see count as its own when it names them. */
  readonly hosts: readonly SeenHost[];
  readonly members: readonly EtcdMember[];
  readonly keys: KvStore;
}

export interface ClusterOptions {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  readonly seed: number;
  readonly assumptions: Assumptions;
}

/** In the order of the specification's hosts, that of the API's answers first. Empty: the hosts are fresh. */
export async function seenClusters(
  hosts: readonly SeenHost[],
  options: ClusterOptions,
): Promise<readonly SeenCluster[]> {
  const { observation } = options;
  const via = observation.cluster.via;
  const told = hosts.filter(({ files }) => files !== undefined && files.length > 0);
  const first = told.find(({ spec }) => spec.name === via) ?? told.find(hasEtcdData) ?? told[0];
  if (first === undefined) return [];
  const main = authorityOf(first);
  const others = new Set(told.flatMap((host) => authorityOf(host) ?? []).filter((one) => one !== main));
  const clusters: SeenCluster[] = [];
  for (const [index, authority] of [main, ...others].entries()) {
    const own = told.filter((host) => (authorityOf(host) ?? main) === authority);
    clusters.push(await clusterOf(own, hosts, index, options));
  }
  if (others.size > 0)
    options.assumptions.add(
      `${String(others.size + 1)} CAs were seen: hosts with different ones belong to different clusters`,
    );
  return clusters;
}

function authorityOf({ seen }: SeenHost): string | undefined {
  return seen?.caFingerprint === 'none' ? undefined : seen?.caFingerprint;
}

async function clusterOf(
  own: readonly SeenHost[],
  all: readonly SeenHost[],
  index: number,
  { spec, observation, seed, assumptions }: ClusterOptions,
): Promise<SeenCluster> {
  const { cluster } = observation;
  const answered = own.some((host) => host.spec.name === cluster.via);
  const nodes = answered && cluster.nodes.known ? cluster.nodes.value : undefined;
  const offsets = Object.values(observation.hosts).map(({ clockOffsetMs = 0 }) => clockOffsetMs);
  const template = await templateCluster({
    spec,
    // Another one than the world's: names that are drawn there must not be taken.
    seed: seed + (index + 1) * 7_919,
    observedAtMs: cluster.atMs,
    slowestClockMs: Math.min(...offsets),
    cniApplied: nodes === undefined || nodes.some(({ ready }) => ready === 'yes'),
  });
  const finished = templateStorage(template)?.backend.kv.clone() ?? new KvStore();
  reissueAuthorities(template, finished, authoritiesOf(own));
  const unseen =
    index > 0 ? [] : all.filter(({ files, spec: { role } }) => files === undefined && role !== 'jumpbox');
  const masters = [...own, ...unseen].filter(({ spec: { role } }) => role === 'control-plane');
  const members = membersAsSeen(masters, template, assumptions);
  const presumed = unseen.filter((host) =>
    isNamed(
      host,
      members,
      nodes?.map(({ name }) => name),
    ),
  );
  const rng = template.world.rng.stream('as-seen');
  if (!answered && own.some(hasEtcdData))
    assumptions.add(
      'no apiserver told its objects: Nodes of the hosts whose kubelet has joined, no bootstrap token',
    );
  const keys = registryAsSeen(finished, {
    cluster: answered ? cluster : undefined,
    joined: [...own, ...presumed].filter(hasJoined).map((host) => host.spec.name),
    secret: (length) => rng.token(length),
  });
  return { template, hosts: [...own, ...presumed], members, keys };
}

/** Whether the cluster knows a host that nobody could look at. */
function isNamed(
  host: SeenHost,
  members: readonly EtcdMember[],
  nodes: readonly string[] | undefined,
): boolean {
  if (members.some(({ peerUrls }) => peerUrls.includes(peerUrl(host.spec)))) return true;
  return nodes?.includes(host.spec.name) ?? false;
}

function hasJoined({ files }: SeenHost): boolean {
  return files?.includes(KUBELET_CONF) ?? true;
}

/** Of the first host that told them: those of one cluster share its CAs. */
function authoritiesOf(hosts: readonly SeenHost[]): readonly CertificateObservation[] {
  for (const { seen } of hosts) {
    const authorities = seen?.certificates?.known === true ? seen.certificates.value : [];
    const found = authorities.filter(({ authority }) => authority);
    if (found.length > 0) return found;
  }
  return [];
}
