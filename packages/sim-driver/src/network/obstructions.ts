/** What stands in the way, by place. Several things may stand at one place; each is removed by itself. */
export class Obstructions {
  readonly #standing = new Map<string, Set<symbol>>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  has(place: string): boolean {
    return this.#standing.size > 0 && this.#standing.has(place);
  }

  /** The answer removes this one, and no other at the same place. */
  add(place: string): () => void {
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
  clear(place: string): void {
    this.#standing.delete(place);
    this.#changed();
  }

  clearAll(): void {
    this.#standing.clear();
  }
}
