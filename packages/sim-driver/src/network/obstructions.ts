import { linkName } from './link.js';

/** What stands in the way, by link, or by port of a link. Several things may stand in one place; each is removed by itself. */
export class Obstructions {
  readonly #standing = new Map<string, Set<symbol>>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  has(from: string, to: string, port?: number): boolean {
    // Asked for every packet: nearly always nothing stands anywhere, and no name is made.
    return this.#standing.size > 0 && this.#standing.has(linkName(from, to, port));
  }

  /** The answer removes this one, and no other at the same place. */
  add(from: string, to: string, port?: number): () => void {
    const place = linkName(from, to, port);
    const own = Symbol(place);
    this.#standing.set(place, (this.#standing.get(place) ?? new Set()).add(own));
    this.#changed();
    return () => {
      const left = this.#standing.get(place);
      if (left?.delete(own) !== true) return;
      if (left.size === 0) this.#standing.delete(place);
      this.#changed();
    };
  }

  /** Removes everything at one place. */
  clear(from: string, to: string, port?: number): void {
    this.#standing.delete(linkName(from, to, port));
    this.#changed();
  }

  clearAll(): void {
    this.#standing.clear();
  }
}
