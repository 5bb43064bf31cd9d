import type { HostName } from '@quorate/core';
import { DATA_DIRECTORY, EtcdStorage } from '../etcd/storage.js';
import { registryPrefix, resourceOf } from '../kubernetes/resources.js';
import type { World } from '../world/world.js';
import type { Finding, Invariant } from './invariant.js';
import { UNSEEN_US } from './voters.js';

/** The last that `kubeadm init` makes: before, there is nothing yet that would be lost. */
const KUBE_PROXY = `${registryPrefix(resourceOf('DaemonSet'), 'kube-system')}kube-proxy`;

export const lastCopyKept: Invariant = {
  id: 'last-copy-kept',
  title: 'a run never resets the only host that has what a cluster holds',
  formula:
    'reset-host of a host whose etcd data has commit index c and holds the objects that init makes last: another host has undamaged data of the same etcd cluster, whose log reaches c. What a fault of the last 10 s explains is not judged',
  watchRun: ({ simulation: { world }, quietForUs }) => ({
    onEvent: (event) =>
      event.type === 'command.issued' && event.command.kind === 'reset-host' && quietForUs() >= UNSEEN_US
        ? onlyCopy(world, event.command.host)
        : undefined,
  }),
};

function onlyCopy(world: World, name: HostName): Finding {
  const own = EtcdStorage.open(world.host(name).disk, DATA_DIRECTORY);
  if (own?.backend.kv.get(KUBE_PROXY) === undefined) return undefined;
  const { commit } = own.hardState;
  const reach = [...world.hosts.values()].flatMap((host) => {
    const other = host.name === name ? undefined : EtcdStorage.open(host.disk, DATA_DIRECTORY);
    if (other?.clusterId !== own.clusterId || other.damage !== undefined) return [];
    return [{ host: host.name, index: other.hardState.log.lastIndex }];
  });
  if (reach.some(({ index }) => index >= commit)) return undefined;
  const others = reach.map(({ host, index }) => `${host} up to ${index}`).join(', ') || 'nobody';
  return `the data on ${name} is committed up to ${commit}; beside it ${others} has data of that cluster`;
}
