import type { CancelSignal } from '@quorate/core';
import type { AbortFanOut } from '../abort-fan-out.js';
import { longTimeout } from '../long-timeout.js';

export type InterruptionCause = 'timed-out' | 'aborted';

/** The time-out and the abort of one step as one thing to race against. The time can be stopped and goes on later. */
export class Interruption {
  /** Resolves at the first of both. Never rejects. */
  readonly happened: Promise<InterruptionCause>;
  readonly #takeBack: () => void;
  #interrupt: (cause: InterruptionCause) => void = () => undefined;
  #cause: InterruptionCause | undefined;
  #remainingMs: number;
  #clearTimer: (() => void) | undefined;
  #startedAt = 0;

  constructor(timeoutMs: number, signal: CancelSignal, aborts: AbortFanOut) {
    this.#remainingMs = timeoutMs;
    this.happened = new Promise((resolve) => {
      this.#interrupt = (cause) => {
        this.#cause ??= cause;
        resolve(this.#cause);
      };
    });
    this.#takeBack = aborts.on(signal, () => this.#interrupt('aborted'));
    if (signal.aborted) this.#interrupt('aborted');
  }

  get cause(): InterruptionCause | undefined {
    return this.#cause;
  }

  /** The time of the step runs from now on. */
  startTime(): void {
    this.stopTime();
    this.#startedAt = performance.now();
    this.#clearTimer = longTimeout(this.#remainingMs, () => this.#interrupt('timed-out'));
  }

  /** The step waits for something that is not its fault. */
  stopTime(): void {
    if (this.#clearTimer === undefined) return;
    this.#clearTimer();
    this.#clearTimer = undefined;
    this.#remainingMs = Math.max(0, this.#remainingMs - (performance.now() - this.#startedAt));
  }

  dispose(): void {
    this.stopTime();
    this.#takeBack();
  }

  /** What `work` gives, or undefined when the step was interrupted before. */
  async first<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work, this.happened.then(() => undefined)]);
  }
}
