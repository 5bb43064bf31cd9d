/** A value that will be there later: settled at most once. */
export class Future<T> {
  #settled = false;
  #value: T | undefined;
  /** Nearly always the only one. */
  #listener: (() => void) | undefined;
  #others: (() => void)[] | undefined;

  get settled(): boolean {
    return this.#settled;
  }

  get value(): T | undefined {
    return this.#value;
  }

  settle(value: T): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#value = value;
    const first = this.#listener;
    const others = this.#others;
    this.#listener = undefined;
    this.#others = undefined;
    first?.();
    if (others !== undefined) for (const listener of others) listener();
  }

  onSettled(listener: () => void): void {
    if (this.#settled) listener();
    else if (this.#listener === undefined) this.#listener = listener;
    else if (this.#others === undefined) this.#others = [listener];
    else this.#others.push(listener);
  }

  /** Does not tell this listener any more; the order of the others stays. */
  forget(listener: () => void): void {
    if (this.#listener === listener) {
      this.#listener = this.#others?.shift();
      return;
    }
    const index = this.#others?.indexOf(listener) ?? -1;
    if (index >= 0) this.#others?.splice(index, 1);
  }
}
