import type { Rng } from '../../engine/rng.js';
import type { Micros, Timers } from '../../engine/scheduler.js';
import { millis, seconds } from '../../engine/scheduler.js';
import type { ElectionClock } from './election-clock.js';

/** How long a starting member waits for peers that let it skip most of the first election timeout. */
const WAIT_US = seconds(5);
/** It looks at its connections this often. */
const POLL_US = millis(50);

/** etcd: `--initial-election-tick-advance`. Shortens the first election after a start. */
export class FirstElection {
  readonly #scheduler: Timers;
  readonly #clock: ElectionClock;
  readonly #rng: Rng;
  readonly #startedUs: Micros;
  #advanced = false;

  constructor(scheduler: Timers, clock: ElectionClock, rng: Rng) {
    this.#scheduler = scheduler;
    this.#clock = clock;
    this.#rng = rng;
    this.#startedUs = scheduler.now();
  }

  /** A member that is alone skips all but one tick. */
  alone(): void {
    this.#advanced = true;
    this.#clock.advance(this.#clock.timing.electionTicks - 1);
  }

  /** With two peers connected all but two ticks are skipped, unless a leader is known by then. */
  connected(peers: number, stillNeeded: () => boolean, advanced: () => void): void {
    if (this.#advanced || peers < 2) return;
    this.#advanced = true;
    if (this.#scheduler.now() - this.#startedUs > WAIT_US) return;
    this.#scheduler.after(this.#rng.integer(0, POLL_US), () => {
      if (!stillNeeded()) return;
      this.#clock.advance(this.#clock.timing.electionTicks - 2);
      advanced();
    });
  }
}
