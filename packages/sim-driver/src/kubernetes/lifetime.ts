import type { Micros, Timer, Timers } from '../engine/scheduler.js';
import type { RunningTask, Task } from '../engine/task.js';
import { startTask } from '../engine/task.js';
import type { Process } from '../host/process.js';

/** Timers, tasks and subscriptions that end together: with a process, or when leadership is lost. */
export class Lifetime {
  readonly #scheduler: Timers;
  readonly #timers = new Set<Timer>();
  readonly #tasks = new Set<RunningTask<unknown>>();
  readonly #cleanups: (() => void)[] = [];
  #ended = false;

  constructor(scheduler: Timers) {
    this.#scheduler = scheduler;
  }

  static of(process: Process): Lifetime {
    const lifetime = new Lifetime(process.timers);
    process.exited.onSettled(() => {
      lifetime.end();
    });
    return lifetime;
  }

  /** Ends with this one, if not earlier. */
  child(): Lifetime {
    const child = new Lifetime(this.#scheduler);
    this.onEnd(() => {
      child.end();
    });
    return child;
  }

  get ended(): boolean {
    return this.#ended;
  }

  after(delayUs: Micros, fire: () => void): Timer {
    const timer = this.#scheduler.after(delayUs, () => {
      this.#timers.delete(timer);
      fire();
    });
    this.#timers.add(timer);
    return timer;
  }

  cancel(timer: Timer | undefined): void {
    if (timer === undefined) return;
    this.#scheduler.cancel(timer);
    this.#timers.delete(timer);
  }

  run(task: Task<unknown>): RunningTask<unknown> {
    const running = startTask(this.#scheduler, task);
    if (!running.alive) return running;
    this.#tasks.add(running);
    running.result.onSettled(() => {
      this.#tasks.delete(running);
    });
    return running;
  }

  /** Called once at the end. */
  onEnd(cleanup: () => void): void {
    this.#cleanups.push(cleanup);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const timer of this.#timers) this.#scheduler.cancel(timer);
    for (const task of this.#tasks) task.kill();
    for (const cleanup of this.#cleanups) cleanup();
  }
}
