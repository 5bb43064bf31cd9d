import { hostsOf } from '@quorate/core';
import { etcdMembers } from '../../etcd/inspect.js';
import { KUBE_SYSTEM, KUBEADM_CONFIG } from '../../kubeadm/phases/upload-config.js';
import { asStrings } from '../../kubernetes/json.js';
import { listApiservers } from '../../kubernetes/inspect.js';
import { parseKubeconfig } from '../../pki/kubeconfig.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { World } from '../../world/world.js';
import { ADMIN_CONF, authorityOn, hasEtcdData, KUBELET_CONF } from './files.js';
import type { BlockJudge } from './judge.js';
import { hostsOfReason, namesOf } from './named-hosts.js';
import { isReached } from './ways.js';

/** What a host held whose disk was exchanged while nobody reached it, nobody knows better. */
export const twoClusters: BlockJudge = (simulation) => {
  const { world, spec } = simulation;
  const masters = hostsOf(spec, 'control-plane');
  if (masters.some(({ name }) => !isReached(simulation, name))) return undefined;
  const authorities = new Set(masters.flatMap(({ name }) => authorityOn(world.host(name)) ?? []));
  const clusters = new Set(etcdMembers(world).map(({ clusterId }) => clusterId));
  return Math.max(authorities.size, clusters.size) < 2
    ? 'there are no two authorities, and no two clusters of etcd'
    : undefined;
};

export const hostOfAnotherCluster: BlockJudge = ({ world, spec }, reason) => {
  const named = hostsOfReason(spec, reason);
  const foreign = named.find(({ name }) => {
    const own = authorityOn(world.host(name));
    const others = hostsOf(spec, 'control-plane').map((master) => authorityOn(world.host(master.name)));
    if (own === undefined) return hasEtcdData(world.host(name));
    // Or no master has any: that a host belongs to a cluster is all that is left of it.
    if (others.every((other) => other !== own)) return true;
    return others.some((other) => other !== undefined && other !== own);
  });
  return foreign === undefined ? `no master has another authority than ${namesOf(named)}` : undefined;
};

export const anotherCluster: BlockJudge = (simulation) => {
  const { host, port } = simulation.spec.controlPlaneEndpoint;
  const wanted = `${host}:${String(port)}`;
  const recorded = [...recordedEndpoints(simulation.world), ...usedEndpoints(simulation)];
  return recorded.every((endpoint) => endpoint === wanted)
    ? `no cluster on these hosts has another endpoint than ${wanted}`
    : undefined;
};

/** Hosts have joined, and no apiserver knows of the init that came before. */
export const dataLost: BlockJudge = ({ world, spec }) => {
  const joined = spec.hosts.filter(({ name }) => world.host(name).disk.exists(KUBELET_CONF));
  return joined.length < 2 || recordedEndpoints(world).length > 0
    ? 'the configuration that init records is there, or nobody has joined'
    : undefined;
};

/** As each apiserver tells it. */
function recordedEndpoints(world: World): readonly string[] {
  return listApiservers(world).flatMap(({ service }) => {
    const map = (service.stored('ConfigMap') ?? service.cached('ConfigMap')).find(
      ({ namespace, name }) => namespace === KUBE_SYSTEM && name === KUBEADM_CONFIG,
    );
    const text = asStrings(map?.body['data'])['ClusterConfiguration'] ?? '';
    return /^controlPlaneEndpoint: "?([^"\s]+)"?$/m.exec(text)?.[1] ?? [];
  });
}

/** In the kubeconfigs of administrators. */
function usedEndpoints({ world, spec }: Simulation): readonly string[] {
  return hostsOf(spec, 'control-plane').flatMap(({ name }) => {
    const server = parseKubeconfig(world.host(name).disk.text(ADMIN_CONF) ?? '')?.server;
    return server === undefined ? [] : [server.replace('https://', '')];
  });
}
