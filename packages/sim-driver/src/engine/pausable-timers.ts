import type { Deed, Gate, Micros, Scheduler, Timer, Timers } from './scheduler.js';
import { fire } from './scheduler.js';

/**
 * The timers of something that can be stopped (a process by SIGSTOP). Time goes on meanwhile: what became due is caught up
 * with, in order, when it continues.
 */
export class PausableTimers implements Timers, Gate {
  readonly #queue: Scheduler;
  #pauses = 0;
  /** What became due during the pause that goes on. */
  #due: Timer[] | undefined;

  constructor(queue: Scheduler) {
    this.#queue = queue;
  }

  get paused(): boolean {
    return this.#pauses > 0;
  }

  now(): Micros {
    return this.#queue.now();
  }

  at(dueUs: Micros, deed: Deed): Timer {
    return this.#queue.at(dueUs, deed, this);
  }

  after(delayUs: Micros, deed: Deed): Timer {
    return this.#queue.at(this.#queue.now() + delayUs, deed, this);
  }

  again(delayUs: Micros, fired: Timer): void {
    this.#queue.again(delayUs, fired);
  }

  cancel(timer: Timer | undefined): void {
    this.#queue.cancel(timer);
  }

  holdsBack(timer: Timer): boolean {
    if (this.#pauses === 0) return false;
    (this.#due ??= []).push(timer);
    return true;
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
      const due = this.#due ?? [];
      this.#due = undefined;
      for (const timer of due) {
        this.#queue.after(0, () => {
          if (!timer.cancelled && !this.holdsBack(timer)) fire(timer);
        });
      }
    };
  }
}
