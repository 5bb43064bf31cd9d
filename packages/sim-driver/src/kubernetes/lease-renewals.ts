import type { Micros } from '../engine/scheduler.js';
import type { World } from '../world/world.js';

/** Whether the holder of a lease goes on renewing it, and if not, since when. */
export interface Renewal {
  readonly renewing: boolean;
  /** When renewing began, or when it stopped. Virtual time. */
  readonly sinceUs: Micros;
}

/**
 * Leases are renewed every few seconds in a real cluster. Here a holder says once that it renews and once that it has
 * stopped; whoever waits for a lease to lapse is told and counts from there. Nothing is periodic.
 */
export class LeaseRenewals {
  readonly #world: World;
  readonly #renewals = new Map<string, Renewal>();
  readonly #listeners = new Set<(key: string) => void>();

  private constructor(world: World) {
    this.#world = world;
  }

  static readonly #ofWorld = new WeakMap<World, LeaseRenewals>();

  static of(world: World): LeaseRenewals {
    const existing = LeaseRenewals.#ofWorld.get(world);
    if (existing !== undefined) return existing;
    const created = new LeaseRenewals(world);
    LeaseRenewals.#ofWorld.set(world, created);
    return created;
  }

  get(key: string): Renewal | undefined {
    return this.#renewals.get(key);
  }

  set(key: string, renewing: boolean): void {
    if ((this.#renewals.get(key)?.renewing ?? false) === renewing) return;
    this.#renewals.set(key, { renewing, sinceUs: this.#world.scheduler.now() });
    for (const listener of [...this.#listeners]) listener(key);
  }

  onChange(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** Leases of different clusters of one world are kept apart by the key of their CA. */
export function leaseKey(caKeyId: string, kind: 'node' | 'leader', name: string): string {
  return `${caKeyId}/${kind}/${name}`;
}
