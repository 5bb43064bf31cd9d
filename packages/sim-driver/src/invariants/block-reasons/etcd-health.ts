import type { HostSpec } from '@quorate/core';
import type { EtcdMember } from '../../etcd/client.js';
import { etcdMembers, runningServers } from '../../etcd/inspect.js';
import type { World } from '../../world/world.js';
import { acceptsHealthCheck } from '../health-check.js';
import { connectedMembers, newestView } from '../voters.js';
import { isPrompt } from './ways.js';

/**
 * Voters in the newest list of members, and those of them that run, are connected and accept the health check of their host. One
 * that is stopped, or whose host hangs, does not run; of one that is slow nobody knows; one that was wiped and began anew under
 * its old ID follows the leader, and knows no cluster but its own: no read goes through it.
 */
export interface Voters {
  readonly all: readonly EtcdMember[];
  readonly healthy: readonly EtcdMember[];
}

/** Both are empty when no etcd runs. */
export function votersOf(world: World): Voters {
  const view = newestView(world);
  if (view === undefined) return { all: [], healthy: [] };
  const connected = connectedMembers(world, view);
  const answering = new Set(
    etcdMembers(world)
      .filter(
        ({ host, process, members }) =>
          !process.paused &&
          isPrompt(world, host) &&
          acceptsHealthCheck(world.host(host)) &&
          view.members.every(({ id }) => members.some((own) => own.id === id)),
      )
      .map(({ memberId }) => memberId),
  );
  const all = view.members.filter(({ learner }) => !learner);
  return { all, healthy: all.filter(({ id }) => connected.has(id) && answering.has(id)) };
}

export function hasAlarm(world: World): boolean {
  return [...world.hosts.values()].some((host) =>
    runningServers(host).some(({ server }) => server.backend.alarms.size > 0),
  );
}

/** kubeadm: peers are https on 2380 at the advertise address. */
export function isMemberOf({ advertiseAddress }: HostSpec, { peerUrls }: EtcdMember): boolean {
  return peerUrls.includes(`https://${advertiseAddress}:2380`);
}
