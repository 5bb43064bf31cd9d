import type { Micros, Timer, Timers } from './scheduler.js';

/**
 * Code that takes virtual time, written as a generator: it yields what it waits for and is resumed by the scheduler.
 * Dropping a task at a yield is exactly a SIGKILL: nothing after that point happens. Programs must not use `finally`.
 */
export type Task<T> = Generator<Wait, T, void>;

export type Wait =
  | { readonly kind: 'sleep'; readonly us: Micros }
  /** Until the future is settled or `timeoutUs` has passed; the task then looks at the future itself. */
  | { readonly kind: 'future'; readonly future: Future<unknown>; readonly timeoutUs?: Micros };

/** A value that will be there later: settled at most once. */
export class Future<T> {
  #settled = false;
  #value: T | undefined;
  #listeners: (() => void)[] = [];

  get settled(): boolean {
    return this.#settled;
  }

  get value(): T | undefined {
    return this.#value;
  }

  settle(value: T): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#value = value;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  onSettled(listener: () => void): void {
    if (this.#settled) listener();
    else this.#listeners.push(listener);
  }
}

export function* sleep(us: Micros): Task<void> {
  if (us > 0) yield { kind: 'sleep', us };
}

/** The value, or undefined when the time was up first. */
export function* within<T>(future: Future<T>, timeoutUs: Micros): Task<T | undefined> {
  if (!future.settled) yield { kind: 'future', future, timeoutUs };
  return future.value;
}

/** A running task. `kill` stops it for good. */
export interface RunningTask<T> {
  readonly result: Future<T>;
  readonly alive: boolean;
  kill(): void;
}

/** Starts a task now: it runs synchronously up to its first wait. What it throws ends it with what `rescue` makes of that. */
export function startTask<T>(
  scheduler: Timers,
  task: Task<T>,
  rescue?: (error: unknown) => T,
): RunningTask<T> {
  const execution = new TaskExecution(scheduler, task, rescue);
  execution.resume();
  return execution;
}

class TaskExecution<T> implements RunningTask<T> {
  readonly result = new Future<T>();
  alive = true;
  readonly #scheduler: Timers;
  readonly #task: Task<T>;
  readonly #rescue: ((error: unknown) => T) | undefined;
  #timer: Timer | undefined;
  #waitNumber = 0;
  #executing = false;

  constructor(scheduler: Timers, task: Task<T>, rescue: ((error: unknown) => T) | undefined) {
    this.#scheduler = scheduler;
    this.#task = task;
    this.#rescue = rescue;
  }

  readonly resume = (): void => {
    if (!this.alive) return;
    const scheduler = this.#scheduler;
    scheduler.cancel(this.#timer);
    this.#timer = undefined;
    this.#waitNumber += 1;
    this.#executing = true;
    const next = this.#next();
    this.#executing = false;
    // Killed by what it just did itself.
    if (this.#isKilled()) return;
    if (next.done === true) {
      this.alive = false;
      this.result.settle(next.value);
      return;
    }
    const wait = next.value;
    if (wait.kind === 'sleep') {
      this.#timer = scheduler.after(wait.us, this.resume);
      return;
    }
    if (wait.timeoutUs !== undefined) this.#timer = scheduler.after(wait.timeoutUs, this.resume);
    const current = this.#waitNumber;
    wait.future.onSettled(() => {
      // Through the queue, so that whoever settles a future is never re-entered.
      if (!this.alive || current !== this.#waitNumber) return;
      scheduler.cancel(this.#timer);
      this.#timer = scheduler.after(0, this.resume);
    });
  };

  kill(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#scheduler.cancel(this.#timer);
    // Only `all` has a `finally`: it takes its children along.
    if (!this.#executing) this.#task.return(undefined as never);
  }

  #next(): IteratorResult<Wait, T> {
    if (this.#rescue === undefined) return this.#task.next();
    try {
      return this.#task.next();
    } catch (error) {
      return { done: true, value: this.#rescue(error) };
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
