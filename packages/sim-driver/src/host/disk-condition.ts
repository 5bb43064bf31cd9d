import type { Micros } from '../engine/scheduler.js';

/** File systems of the kernel and in memory: they have room when the disk has none. */
const NOT_ON_DISK = ['/dev/', '/proc/', '/run/', '/sys/'];

/** What is wrong with a disk, for as long as somebody holds it so. A new disk has none of it. */
export class DiskCondition {
  readonly #fillers = new Set<symbol>();
  readonly #slowness = new Map<symbol, Micros>();

  /** No block is left, for as long as this filler, or another one, is there. */
  fill(): () => void {
    const own = Symbol('filler');
    this.#fillers.add(own);
    return () => {
      this.#fillers.delete(own);
    };
  }

  /** Each fsync takes this much longer; of several, the longest counts. */
  slow(syncUs: Micros): () => void {
    const own = Symbol('slowness');
    this.#slowness.set(own, syncUs);
    return () => {
      this.#slowness.delete(own);
    };
  }

  get full(): boolean {
    return this.#fillers.size > 0;
  }

  get syncUs(): Micros {
    return this.#slowness.size === 0 ? 0 : Math.max(...this.#slowness.values());
  }

  hasRoomFor(path: string): boolean {
    return this.#fillers.size === 0 || NOT_ON_DISK.some((prefix) => path.startsWith(prefix));
  }

  renew(): void {
    this.#fillers.clear();
    this.#slowness.clear();
  }
}
