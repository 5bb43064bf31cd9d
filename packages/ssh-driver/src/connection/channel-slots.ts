import { StartTimes } from './start-times.js';

/**
 * A look is dozens of commands: all of them together starve the etcd beside them, and then time out. So many that began less than
 * `computingMs` ago run at once; one that takes longer mostly waits for something that does not answer, and makes room for others.
 */
interface Pace {
  readonly most: number;
  readonly computingMs: number;
}

const USUAL: Pace = { most: 4, computingMs: 2000 };
/** There what computes takes longer as well; room for more would slow down all of them further. */
const ON_A_BUSY_HOST: Pace = { most: 2, computingMs: 5000 };

/** Bounds how many channels of one connection are in use; who comes first is served first. */
export class ChannelSlots {
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #used = 0;
  #computing = 0;
  readonly #starts = new StartTimes();

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

  /** A command was running so many milliseconds after it was sent. */
  began(ms: number): void {
    this.#starts.add(ms);
  }

  get #pace(): Pace {
    return this.#starts.tellBusyHost ? ON_A_BUSY_HOST : USUAL;
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
    }, this.#pace.computingMs).unref();
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
    while (this.#used < this.#limit && this.#computing < this.#pace.most) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }
}
