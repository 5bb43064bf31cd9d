/** Who waits for a future. */
export type Listener = (() => void) | Awaiting;

/** Is told by itself: no function is made for each future that it waits for. */
export interface Awaiting {
  futureSettled(): void;
}

/** A value that will be there later: settled at most once. */
export class Future<T> {
  #settled = false;
  #value: T | undefined;
  /** Nearly always the only one. */
  #listener: Listener | undefined;
  #others: Listener[] | undefined;

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
    if (first !== undefined) tell(first);
    if (others !== undefined) for (const listener of others) tell(listener);
  }

  onSettled(listener: Listener): void {
    if (this.#settled) tell(listener);
    else if (this.#listener === undefined) this.#listener = listener;
    else if (this.#others === undefined) this.#others = [listener];
    else this.#others.push(listener);
  }

  /** Does not tell this listener any more; the order of the others stays. */
  forget(listener: Listener): void {
    if (this.#listener === listener) {
      this.#listener = this.#others?.shift();
      return;
    }
    const index = this.#others?.indexOf(listener) ?? -1;
    if (index >= 0) this.#others?.splice(index, 1);
  }
}

function tell(listener: Listener): void {
  if (typeof listener === 'function') listener();
  else listener.futureSettled();
}
