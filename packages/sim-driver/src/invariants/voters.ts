import type { Micros } from '../engine/scheduler.js';
import { seconds } from '../engine/scheduler.js';
import type { EtcdMemberView } from '../etcd/inspect.js';
import { etcdMembers } from '../etcd/inspect.js';
import type { World } from '../world/world.js';

const PEER_PORT = 2380;

/** A voter that fell less than this ago still counts: a look takes seconds, and etcd itself looks back five. */
export const UNSEEN_US: Micros = seconds(10);

/** The view of the member that has applied most, stopped or not: its list is the one that counts. */
export function newestView(world: World): EtcdMemberView | undefined {
  let best: EtcdMemberView | undefined;
  for (const one of etcdMembers(world)) if (best === undefined || one.applied > best.applied) best = one;
  return best;
}

/** Members that run, are not stopped, and that `from` and they can talk to each other: one that does nothing carries no quorum. */
export function connectedMembers(world: World, from: EtcdMemberView): ReadonlySet<string> {
  const connected = etcdMembers(world).filter(
    ({ host, clusterId, process }) =>
      !process.paused &&
      clusterId === from.clusterId &&
      (host === from.host ||
        (world.network.open(from.host, host, PEER_PORT) && world.network.open(host, from.host, PEER_PORT))),
  );
  return new Set(connected.map(({ memberId }) => memberId));
}

/** When each member was last seen to be one of {@link connectedMembers}. */
export class Contact {
  readonly #world: World;
  readonly #lastUs = new Map<string, Micros>();

  constructor(world: World) {
    this.#world = world;
  }

  look(): void {
    const view = newestView(this.#world);
    if (view === undefined) return;
    const now = this.#world.scheduler.now();
    for (const id of connectedMembers(this.#world, view)) this.#lastUs.set(id, now);
  }

  /** Of these members, those in contact now or less than {@link UNSEEN_US} ago. */
  among(ids: readonly string[]): number {
    const since = this.#world.scheduler.now() - UNSEEN_US;
    return ids.filter((id) => (this.#lastUs.get(id) ?? -Infinity) >= since).length;
  }
}
