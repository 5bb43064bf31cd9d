/**
 * A command that began less than this ago counts as one that computes; one that takes longer mostly waits for something that does
 * not answer.
 */
const COMPUTING_MS = 2000;
/** So many compute at once. A look is dozens of commands: all of them together starve the etcd beside them, and then time out. */
const MOST_COMPUTING = 4;

/** Bounds how many channels of one connection are in use; who comes first is served first. */
export class ChannelSlots {
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #used = 0;
  #computing = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when a slot is taken; the function that it resolves to gives the slot back, once. */
  take(): Promise<() => void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        resolve(this.#occupy());
      });
      this.#serve();
    });
  }

  /** The server takes fewer channels than was thought, but at least one. */
  lower(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  #occupy(): () => void {
    this.#used += 1;
    this.#computing += 1;
    let computing = true;
    let held = true;
    const settleDown = (): void => {
      if (computing) this.#computing -= 1;
      computing = false;
    };
    const timer = setTimeout(() => {
      settleDown();
      this.#serve();
    }, COMPUTING_MS).unref();
    return () => {
      if (!held) return;
      held = false;
      clearTimeout(timer);
      settleDown();
      this.#used -= 1;
      this.#serve();
    };
  }

  #serve(): void {
    while (this.#used < this.#limit && this.#computing < MOST_COMPUTING) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }
}
