import type { Task } from './task.js';
import type { Wait } from './wait.js';

/**
 * The same task, resumed by itself: what it waits for is not handed through all that wait for its end, up and down again.
 * Worth it for what waits several times far below.
 */
export function apart<T>(task: Task<T>): Task<T> {
  return new Apart(task);
}

const ENDED: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** To those above it one long wait. */
export class Apart<T> implements Task<T> {
  readonly kind = 'apart';
  /** What is under way above it, and goes on when it has ended. */
  outer: Apart<unknown> | undefined;
  readonly #task: Task<T>;
  #last: IteratorResult<Wait, T> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(task: Task<T>) {
    this.#task = task;
  }

  /** What it waits for at the beginning. */
  get wait(): Wait | undefined {
    return this.#last?.done === false ? this.#last.value : undefined;
  }

  /** From one of its own waits to the next, or to its end. */
  advance(): IteratorResult<Wait, unknown> {
    try {
      return (this.#last = this.#task.next());
    } catch (error) {
      this.#failure = { error };
      return ENDED;
    }
  }

  /** Asked from above: at its beginning, and when it has ended. */
  next(): IteratorResult<Wait, T> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const last = (this.#last ??= this.#task.next());
    return last.done === true ? last : { done: false, value: this };
  }

  return(value: T): IteratorResult<Wait, T> {
    return this.#task.return(value);
  }

  [Symbol.iterator](): this {
    return this;
  }
}
