import { millis } from '../engine/scheduler.js';
import type { World } from '../world/world.js';

/** How long holders of connections take to notice that links, power or processes changed. */
const NOTICE_US = millis(500);

/**
 * Tells holders of long-lived connections to look at them again, once for a burst of network changes.
 * Quiet while nothing changes, hence an idle cluster has no events.
 */
export class NetworkPulse {
  readonly #listeners = new Set<() => void>();
  #pending = false;

  private constructor(world: World) {
    world.network.onChange(() => {
      if (this.#pending || this.#listeners.size === 0) return;
      this.#pending = true;
      world.scheduler.after(NOTICE_US, () => {
        this.#pending = false;
        for (const listener of [...this.#listeners]) listener();
      });
    });
  }

  static readonly #ofWorld = new WeakMap<World, NetworkPulse>();

  static of(world: World): NetworkPulse {
    const existing = NetworkPulse.#ofWorld.get(world);
    if (existing !== undefined) return existing;
    const created = new NetworkPulse(world);
    NetworkPulse.#ofWorld.set(world, created);
    return created;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
