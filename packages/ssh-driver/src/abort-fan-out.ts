import type { CancelSignal } from '@quorate/core';

/**
 * One listener on each signal, however many steps run under it: Node.js warns of a leak when a signal has more than ten,
 * and one look at a cluster is dozens of steps.
 */
export class AbortFanOut {
  readonly #listening = new Map<
    CancelSignal,
    { readonly listeners: Set<() => void>; readonly onAbort: () => void }
  >();

  /** Calls the listener at the abort; the function that is returned takes it back. */
  on(signal: CancelSignal, listener: () => void): () => void {
    const entry = this.#listening.get(signal) ?? this.#listen(signal);
    entry.listeners.add(listener);
    return () => {
      if (!entry.listeners.delete(listener) || entry.listeners.size > 0) return;
      signal.removeEventListener('abort', entry.onAbort);
      this.#listening.delete(signal);
    };
  }

  #listen(signal: CancelSignal) {
    const listeners = new Set<() => void>();
    const onAbort = (): void => {
      for (const listener of [...listeners]) listener();
    };
    const entry = { listeners, onAbort };
    this.#listening.set(signal, entry);
    signal.addEventListener('abort', onAbort, { once: true });
    return entry;
  }
}
