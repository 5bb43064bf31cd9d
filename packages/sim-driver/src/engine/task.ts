import type { Apart } from './apart.js';
import type { Awaiting } from './future.js';
import { Future } from './future.js';
import type { Due, Micros, Timer, Timers } from './scheduler.js';
import type { FutureWait, Wait } from './wait.js';

export { apart } from './apart.js';
export { Future } from './future.js';
export { sleep, within } from './wait.js';
export type { Wait } from './wait.js';

/**
 * Code that takes virtual time, written as a generator: it yields what it waits for and is resumed by the scheduler.
 * Dropping a task at a yield is exactly a SIGKILL: nothing after that point happens. Programs must not use `finally`.
 */
export interface Task<T> {
  next(): IteratorResult<Wait, T>;
  return(value: T): IteratorResult<Wait, T>;
  [Symbol.iterator](): Task<T>;
}

/** A running task. `kill` stops it for good. */
export interface RunningTask<T> {
  readonly result: Future<T>;
  readonly alive: boolean;
  kill(): void;
}

/** Who started a task and is told of its end before anybody else. */
export interface TaskOwner<T> {
  /** What a task that throws ends with. */
  rescue(error: unknown): T;
  ended(value: T): void;
}

/** Starts a task now: it runs synchronously up to its first wait. What it throws without an owner is thrown on. */
export function startTask<T>(scheduler: Timers, task: Task<T>, owner?: TaskOwner<T>): RunningTask<T> {
  const execution = new TaskExecution(scheduler, task, owner);
  execution.due();
  return execution;
}

class TaskExecution<T> implements RunningTask<T>, Due, Awaiting {
  alive = true;
  readonly #scheduler: Timers;
  readonly #task: Task<T>;
  readonly #owner: TaskOwner<T> | undefined;
  /** Made for who asks: an owner does not need it. */
  #result: Future<T> | undefined;
  #ended: { readonly value: T } | undefined;
  /** The innermost task that is resumed by itself. */
  #innermost: Apart<unknown> | undefined;
  #timer: Timer | undefined;
  /** What it listens to. */
  #awaited: FutureWait | undefined;
  #executing = false;

  constructor(scheduler: Timers, task: Task<T>, owner: TaskOwner<T> | undefined) {
    this.#scheduler = scheduler;
    this.#task = task;
    this.#owner = owner;
  }

  get result(): Future<T> {
    if (this.#result === undefined) {
      this.#result = new Future();
      if (this.#ended !== undefined) this.#result.settle(this.#ended.value);
    }
    return this.#result;
  }

  /** Goes on. */
  due(): void {
    if (!this.alive) return;
    this.#stopListening();
    this.#executing = true;
    const next = this.#next();
    this.#executing = false;
    // Killed by what it just did itself.
    if (this.#isKilled()) return;
    if (next.done === true) {
      this.#end(next);
      return;
    }
    const wait = this.#innermostWait(next.value);
    if (wait.kind === 'sleep') {
      this.#goOnAfter(wait.us);
      return;
    }
    if (wait.timeoutUs !== undefined) this.#goOnAfter(wait.timeoutUs);
    this.#awaited = wait;
    wait.future.onSettled(this);
    if (!wait.future.settled) wait.other?.onSettled(this);
  }

  /** Through the queue, so that whoever settles a future is never re-entered. */
  futureSettled(): void {
    if (!this.alive || this.#awaited === undefined) return;
    this.#stopListening();
    this.#scheduler.cancel(this.#timer);
    this.#timer = this.#scheduler.after(0, this);
  }

  /** Asked when its timer, if it has one, has just fired. */
  #goOnAfter(us: Micros): void {
    if (this.#timer === undefined) this.#timer = this.#scheduler.after(us, this);
    else this.#scheduler.again(us, this.#timer);
  }

  #end(ended: { readonly value: T }): void {
    this.alive = false;
    this.#ended = ended;
    this.#owner?.ended(ended.value);
    this.#result?.settle(ended.value);
  }

  kill(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#scheduler.cancel(this.#timer);
    this.#stopListening();
    // Only `all` has a `finally`: it takes its children along.
    if (!this.#executing) this.#task.return(undefined as never);
  }

  #stopListening(): void {
    const awaited = this.#awaited;
    if (awaited === undefined) return;
    this.#awaited = undefined;
    awaited.future.forget(this);
    awaited.other?.forget(this);
  }

  #innermostWait(outermost: Wait): Exclude<Wait, Apart<unknown>> {
    let wait: Wait | undefined = outermost;
    while (wait?.kind === 'apart') {
      wait.outer = this.#innermost;
      this.#innermost = wait;
      wait = wait.wait;
    }
    if (wait === undefined) throw new Error('a task that has ended is asked what it waits for');
    return wait;
  }

  /** From the inside to the outside, until one waits or all have ended. */
  #advance(): IteratorResult<Wait, T> {
    for (let inner = this.#innermost; inner !== undefined; inner = inner.outer) {
      const next = inner.advance();
      if (next.done !== true) return next;
      this.#innermost = inner.outer;
    }
    return this.#task.next();
  }

  #next(): IteratorResult<Wait, T> {
    if (this.#owner === undefined) return this.#advance();
    try {
      return this.#advance();
    } catch (error) {
      return { done: true, value: this.#owner.rescue(error) };
    }
  }

  #isKilled(): boolean {
    return !this.alive;
  }
}

/** Runs tasks side by side and waits for all of them. Their order in time is kept; killing the parent kills them. */
export function* all<T>(scheduler: Timers, tasks: readonly Task<T>[]): Task<readonly T[]> {
  const running = tasks.map((task) => startTask(scheduler, task));
  const results: T[] = [];
  try {
    for (const one of running) {
      if (!one.result.settled) yield { kind: 'future', future: one.result };
      results.push(one.result.value as T);
    }
  } finally {
    for (const one of running) if (one.alive) one.kill();
  }
  return results;
}
