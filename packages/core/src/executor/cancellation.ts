import type { CancelSignal, Clock } from './driver.js';

/** A signal that this package gives itself; it follows others on request. */
export class Cancellation implements CancelSignal {
  readonly #listeners = new Set<() => void>();
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  cancel(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** Is cancelled with the other one, until the returned function is called. */
  follow(other: CancelSignal): () => void {
    const cancel = (): void => {
      this.cancel();
    };
    if (other.aborted) cancel();
    else other.addEventListener('abort', cancel, { once: true });
    return () => {
      other.removeEventListener('abort', cancel);
    };
  }
}

/** Gives the work a signal that aborts after `ms`, or with the other one; the work then ends by itself. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: CancelSignal,
  work: (signal: CancelSignal) => Promise<T>,
): Promise<T> {
  const deadline = new Cancellation();
  const over = new Cancellation();
  const unfollow = deadline.follow(signal);
  void clock.wait(Math.max(0, ms), { signal: over }).then(() => {
    deadline.cancel();
  });
  try {
    return await work(deadline);
  } finally {
    unfollow();
    over.cancel();
  }
}

/** Waits, and lets a virtual clock move meanwhile. False when the signal has ended the wait. */
export async function pause(clock: Clock, ms: number, signal: CancelSignal): Promise<boolean> {
  // Nothing would end a virtual wait that is over before it begins.
  if (signal.aborted) return false;
  const waited = clock.wait(ms, { signal });
  clock.idle?.();
  await waited;
  return !signal.aborted;
}
