import type { CancelSignal } from '@quorate/core';

/** Something under way that a signal can end. */
export interface Abortable {
  abort(): void;
}

/** What is under way with one signal: one listener there for all of it, told in the order in which it began. */
export class UnderSignal {
  readonly #signal: CancelSignal;
  readonly #underWay = new Set<Abortable>();
  readonly #abort = (): void => {
    for (const one of [...this.#underWay]) one.abort();
  };

  constructor(signal: CancelSignal) {
    this.#signal = signal;
  }

  begin(one: Abortable): void {
    if (this.#underWay.size === 0) this.#signal.addEventListener('abort', this.#abort);
    this.#underWay.add(one);
  }

  end(one: Abortable): void {
    if (!this.#underWay.delete(one) || this.#underWay.size > 0) return;
    this.#signal.removeEventListener('abort', this.#abort);
  }
}
