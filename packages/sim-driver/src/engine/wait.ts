import type { Apart } from './apart.js';
import type { Future } from './future.js';
import type { Micros } from './scheduler.js';
import type { Task } from './task.js';

export type Wait = { readonly kind: 'sleep'; readonly us: Micros } | FutureWait | Apart<unknown>;

/** Until the future, or the other one, is settled or `timeoutUs` has passed; the task then looks for itself. */
export interface FutureWait {
  readonly kind: 'future';
  readonly future: Future<unknown>;
  readonly other?: Future<unknown> | undefined;
  readonly timeoutUs?: Micros;
}

export function sleep(us: Micros): Task<void> {
  return us > 0 ? new Sleep(us) : NO_TIME;
}

/** The value, or undefined when the time was up, or the other future settled, first. */
export function within<T>(
  future: Future<T>,
  timeoutUs: Micros,
  other?: Future<unknown>,
): Task<T | undefined> {
  return new Within(future, timeoutUs, other);
}

const OVER: IteratorResult<Wait, void> = { done: true, value: undefined };

const NO_TIME: Task<void> = {
  next: () => OVER,
  return: () => OVER,
  [Symbol.iterator]: () => NO_TIME,
};

/** Written out, as {@link Within} is: every event of a run is such a wait, and a generator of one `yield` costs several times as much. */
class Sleep implements Task<void> {
  readonly kind = 'sleep';
  readonly us: Micros;
  #begun = false;

  constructor(us: Micros) {
    this.us = us;
  }

  next(): IteratorResult<Wait, void> {
    if (this.#begun) return OVER;
    this.#begun = true;
    return { done: false, value: this };
  }

  return(): IteratorResult<Wait, void> {
    return OVER;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

class Within<T> implements Task<T | undefined>, FutureWait {
  readonly kind = 'future';
  readonly future: Future<T>;
  readonly timeoutUs: Micros;
  readonly other: Future<unknown> | undefined;
  #begun = false;

  constructor(future: Future<T>, timeoutUs: Micros, other: Future<unknown> | undefined) {
    this.future = future;
    this.timeoutUs = timeoutUs;
    this.other = other;
  }

  next(): IteratorResult<Wait, T | undefined> {
    if (this.#begun || this.future.settled || this.other?.settled === true)
      return { done: true, value: this.future.value };
    this.#begun = true;
    return { done: false, value: this };
  }

  return(value: T | undefined): IteratorResult<Wait, T | undefined> {
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
