import type { ClusterSpec, Observation } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import { UPDATES_DIRECTORY } from '../packages/dpkg-database.js';
import { Simulation } from '../simulation/simulation.js';
import { Assumptions } from './assumptions.js';
import { configureBalancer, withBalancerHost } from './balancer-as-seen.js';
import { carryOut } from './carry-out.js';
import { writeDisk } from './disk-as-seen.js';
import { machineAsSeen } from './machine-as-seen.js';
import { loseUnseen, obstructPaths } from './network-as-seen.js';
import type { SeenCluster } from './seen-cluster.js';
import { seenClusters } from './seen-cluster.js';
import type { SeenHost } from './seen-host.js';
import { BOOTSTRAP_CONF, isReachable, KUBELET_CONF, seenHosts } from './seen-host.js';
import { finishUnits, startUnits } from './units-as-seen.js';

export interface FromObservationOptions {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  /** Default 1. */
  readonly seed?: number;
  readonly keepTrace?: boolean;
}

export interface RebuiltWorld {
  /** Its virtual time is that of the observation. Its spec has a host more where the load balancer is somebody else's. */
  readonly simulation: Simulation;
  /** What nobody had seen and had to be chosen, in words. */
  readonly assumptions: readonly string[];
}

/** First everything comes up that belongs to the cluster, as it did once: etcd serves nobody before it has had a quorum. */
const TOGETHER_MS = 90_000;
/** Then hosts are lost, and the cluster has time to notice. */
const APART_MS = 120_000;
const WARM_UP_MS = TOGETHER_MS + APART_MS;
/** For what was done to machines before. */
const EARLIER_MS = 60_000;
/** Packages of half-prepared hosts take longer. */
const PREPARING_MS = 900_000;

/**
 * A simulated world in which every host is as it was seen. It comes up in the time before the observation; what a cluster has
 * on disk is made by simulated kubeadm, so that keys, members and objects fit each other. CA fingerprints differ from the seen
 * ones, and are equal and different as those were.
 */
export async function simulationFromObservation(options: FromObservationOptions): Promise<RebuiltWorld> {
  const { observation, seed = 1, keepTrace = false } = options;
  const assumptions = new Assumptions();
  const spec = withBalancerHost(options.spec, assumptions);
  const hosts = seenHosts(spec, observation);
  const clusters = await seenClusters(hosts, { spec, observation, seed, assumptions });
  const preparing = hosts.filter(isHalfPrepared);
  const { atMs } = observation.cluster;
  const simulation = new Simulation({
    spec,
    seed,
    keepTrace,
    startMs: atMs - WARM_UP_MS - EARLIER_MS - preparing.length * PREPARING_MS,
    machines: Object.fromEntries(hosts.map(({ spec: { name }, seen }) => [name, machineAsSeen(seen)])),
  });
  setClocks(simulation, hosts);
  await prepareAsSeen(simulation, preparing);
  await configureBalancer(simulation, observation, assumptions);
  simulation.advance(atMs - WARM_UP_MS - simulation.nowMs());
  fillHosts(simulation, hosts, clusters, observation, assumptions);
  const open = holdBack(simulation, hosts);
  simulation.advance(TOGETHER_MS);
  loseUnseen(simulation, hosts, readyNodes(observation), assumptions);
  simulation.advance(atMs - simulation.nowMs());
  open();
  for (const host of hosts)
    finishUnits(simulation.world.host(host.spec.name), host, spec.budgets.joinTimeoutMs, assumptions);
  return { simulation, assumptions: assumptions.list() };
}

function setClocks({ world }: Simulation, hosts: readonly SeenHost[]): void {
  for (const { spec, seen } of hosts) {
    const host = world.host(spec.name);
    host.clockOffsetUs = millis(seen?.clockOffsetMs ?? 0);
    const { versions } = seen ?? {};
    if (versions?.kubeadm !== undefined) host.software['kubeadm'] = versions.kubeadm;
    if (versions?.kubelet !== undefined) host.software['kubelet'] = versions.kubelet;
  }
}

function isHalfPrepared({ seen }: SeenHost): boolean {
  const items = seen?.preparation?.items ?? [];
  return items.some(({ done }) => done === 'no') && items.some(({ done }) => done === 'yes');
}

/** Item by item what was seen to be done on a plain host. Package work that was seen to be interrupted is so again. */
async function prepareAsSeen(simulation: Simulation, hosts: readonly SeenHost[]): Promise<void> {
  for (const { spec, seen } of hosts) {
    const items = (seen?.preparation?.items ?? []).flatMap(({ item, done }) =>
      done === 'yes' ? [item] : [],
    );
    await carryOut(simulation, { kind: 'prepare-host', host: spec.name, items });
    if (items.includes('package-state')) continue;
    simulation.world.host(spec.name).disk.write(`${UPDATES_DIRECTORY}/0001`, '');
  }
}

function fillHosts(
  simulation: Simulation,
  hosts: readonly SeenHost[],
  clusters: readonly SeenCluster[],
  observation: Observation,
  assumptions: Assumptions,
): void {
  const { nodes } = observation.cluster;
  const ready = (nodes.known ? nodes.value : [])
    .filter((node) => node.ready === 'yes')
    .map(({ name }) => name);
  for (const host of hosts) {
    const { name } = host.spec;
    const cluster = clusters.find((one) => one.hosts.includes(host));
    if (cluster === undefined) continue;
    writeDisk(simulation.world.host(name), host, cluster, !nodes.known || ready.includes(name), assumptions);
  }
  obstructPaths(simulation, hosts);
  for (const host of hosts) startUnits(simulation.world.host(host.spec.name), host, assumptions);
}

function readyNodes({ cluster: { nodes } }: Observation): readonly string[] {
  return (nodes.known ? nodes.value : []).filter(({ ready }) => ready === 'yes').map(({ name }) => name);
}

/** A kubelet that had not got its certificate yet does not get it before the observation. */
function holdBack({ world, spec }: Simulation, hosts: readonly SeenHost[]): () => void {
  const waiting = hosts.filter(
    ({ files }) => files?.includes(BOOTSTRAP_CONF) === true && !files.includes(KUBELET_CONF),
  );
  const ends = waiting
    .filter(isReachable)
    .flatMap((host) =>
      spec.hosts.flatMap(({ name }) =>
        [6443, spec.controlPlaneEndpoint.port].map((port) =>
          world.network.closePort(host.spec.name, name, port),
        ),
      ),
    );
  return () => {
    for (const end of ends) end();
  };
}
