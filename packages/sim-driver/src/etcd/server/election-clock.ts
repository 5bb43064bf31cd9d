import type { Rng } from '../../engine/rng.js';
import type { Micros, Timers } from '../../engine/scheduler.js';

export interface RaftTiming {
  /** `--heartbeat-interval`: one tick. */
  readonly tickUs: Micros;
  /** `--election-timeout` in ticks. */
  readonly electionTicks: number;
}

/** Counts the ticks of one process without any event per tick: time only has to be asked. */
export class ElectionClock {
  readonly timing: RaftTiming;
  readonly #scheduler: Timers;
  readonly #rng: Rng;
  readonly #originUs: Micros;
  #resetTick = 0;
  #timeoutTicks: number;

  constructor(scheduler: Timers, rng: Rng, timing: RaftTiming) {
    this.timing = timing;
    this.#scheduler = scheduler;
    this.#rng = rng;
    this.#originUs = scheduler.now();
    this.#timeoutTicks = this.#draw();
  }

  /** Elapsed ticks start from zero, with a new random timeout of 1 to 2 election timeouts. */
  reset(): void {
    this.resetAt(this.#scheduler.now());
  }

  resetAt(us: Micros): void {
    this.#resetTick = this.#tickAt(us);
    this.#timeoutTicks = this.#draw();
  }

  /** Lets ticks pass that no time was spent on (etcd: initial election tick advance). */
  advance(ticks: number): void {
    this.#resetTick -= ticks;
  }

  get elapsedTicks(): number {
    return this.#tickAt(this.#scheduler.now()) - this.#resetTick;
  }

  /** When the election timer of a node without a leader fires. */
  get electionDueUs(): Micros {
    return this.tickTime(this.#resetTick + this.#timeoutTicks);
  }

  /** Skips elections that were due in the past. Returns how many. */
  skipElections(): number {
    const nowUs = this.#scheduler.now();
    const { tickUs, electionTicks } = this.timing;
    let skipped = 0;
    while (this.electionDueUs <= nowUs) {
      // After a long time the mean will do.
      const many =
        skipped < 1000
          ? 1
          : Math.ceil((nowUs - this.electionDueUs + tickUs) / (1.45 * electionTicks * tickUs));
      this.#resetTick += many === 1 ? this.#timeoutTicks : Math.ceil(many * 1.45 * electionTicks);
      this.#timeoutTicks = this.#draw();
      skipped += many;
    }
    return skipped;
  }

  get currentTick(): number {
    return this.#tickAt(this.#scheduler.now());
  }

  get lastTickUs(): Micros {
    return this.tickTime(this.currentTick);
  }

  get nextTickUs(): Micros {
    return this.tickTime(this.currentTick + 1);
  }

  tickTime(tick: number): Micros {
    return this.#originUs + tick * this.timing.tickUs;
  }

  #tickAt(us: Micros): number {
    return Math.floor((us - this.#originUs) / this.timing.tickUs);
  }

  #draw(): number {
    const { electionTicks } = this.timing;
    return electionTicks + this.#rng.integer(0, electionTicks - 1);
  }
}
