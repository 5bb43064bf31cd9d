/** Bounds how many channels of one connection are in use; who comes first is served first. */
export class ChannelSlots {
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when a slot is taken; the function that it resolves to gives the slot back, once. */
  take(): Promise<() => void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        let held = true;
        resolve(() => {
          if (!held) return;
          held = false;
          this.#used -= 1;
          this.#serve();
        });
      });
      this.#serve();
    });
  }

  /** The server takes fewer channels than was thought, but at least one. */
  lower(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  #serve(): void {
    while (this.#used < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#used += 1;
      next();
    }
  }
}
