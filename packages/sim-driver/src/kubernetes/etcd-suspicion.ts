import type { Host } from '../host/host.js';
import type { World } from '../world/world.js';
import { NetworkPulse } from './network-pulse.js';

const PEER_PORT = 2380;
/** What leads to the alarm NOSPACE, and the alarm itself. */
const OUT_OF_SPACE = ['etcd.quota-reached', 'etcd.alarm-raised'];

/** What may be the matter: no quorum answers, or no write is taken. */
export type Doubt = 'quorum' | 'space';

/**
 * Says when etcd may have lost (or changed) its quorum, so that whoever depends on it probes then and need not poll:
 * after a change among the hosts that run a member or the links between them, when a request has failed, and when a database is full.
 */
export class EtcdSuspicion {
  readonly #world: World;
  readonly #listeners = new Set<(doubt: Doubt) => void>();
  #signature = '';

  private constructor(world: World) {
    this.#world = world;
    NetworkPulse.of(world).subscribe(() => {
      this.#look();
    });
    world.trace.onRecord(({ event }) => {
      if (OUT_OF_SPACE.includes(event)) this.#doubt('space');
    });
  }

  static readonly #ofWorld = new WeakMap<World, EtcdSuspicion>();

  static of(world: World): EtcdSuspicion {
    const existing = EtcdSuspicion.#ofWorld.get(world);
    if (existing !== undefined) return existing;
    const created = new EtcdSuspicion(world);
    EtcdSuspicion.#ofWorld.set(world, created);
    return created;
  }

  onSuspect(listener: (doubt: Doubt) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A request to etcd failed in a way that a lost quorum explains. */
  report(): void {
    this.#doubt('quorum');
  }

  #doubt(doubt: Doubt): void {
    for (const listener of [...this.#listeners]) listener(doubt);
  }

  #look(): void {
    const signature = this.#memberSignature();
    if (signature === this.#signature) return;
    this.#signature = signature;
    this.report();
  }

  /** Which processes are members now, and which of them can talk to each other. */
  #memberSignature(): string {
    const members: Host[] = [];
    let signature = '';
    for (const host of this.#world.hosts.values()) {
      for (const listener of host.listeners) {
        if (listener.port !== PEER_PORT) continue;
        members.push(host);
        signature += `${host.name}/${String(listener.process.pid)}${listener.process.paused ? ' stopped' : ''} `;
        break;
      }
    }
    for (const from of members) {
      for (const to of members)
        signature += this.#world.network.passes(from.name, to.name, PEER_PORT) ? '1' : '0';
    }
    return signature;
  }
}
