import type { Micros, Timer, Timers } from './scheduler.js';

/**
 * The timers of something that can be stopped (a process by SIGSTOP). Time goes on meanwhile: what became due is caught up
 * with, in order, when it continues.
 */
export class PausableTimers implements Timers {
  readonly #queue: Timers;
  #pauses = 0;
  #due: Timer[] = [];

  constructor(queue: Timers) {
    this.#queue = queue;
  }

  get paused(): boolean {
    return this.#pauses > 0;
  }

  now(): Micros {
    return this.#queue.now();
  }

  at(dueUs: Micros, fire: () => void): Timer {
    const timer = this.#queue.at(dueUs, () => {
      if (this.#pauses > 0) this.#due.push(timer);
      else fire();
    });
    return timer;
  }

  after(delayUs: Micros, fire: () => void): Timer {
    return this.at(this.now() + delayUs, fire);
  }

  cancel(timer: Timer | undefined): void {
    this.#queue.cancel(timer);
  }

  /** Nothing fires until every pause has ended; the answer ends this one. */
  pause(): () => void {
    this.#pauses += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#pauses -= 1;
      if (this.#pauses > 0) return;
      const due = this.#due;
      this.#due = [];
      for (const timer of due) {
        this.#queue.after(0, () => {
          if (!timer.cancelled) timer.fire();
        });
      }
    };
  }
}
