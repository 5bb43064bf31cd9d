import type { CancelSignal } from '@quorate/core';

export interface EitherSignal {
  readonly signal: CancelSignal;
  /** The signals outlive what is done under them: nothing of it may stay behind there. */
  unfollow(): void;
}

/** Aborted as soon as one of them is. */
export function eitherSignal(signals: readonly CancelSignal[]): EitherSignal {
  const either = new AbortController();
  const abort = (): void => {
    either.abort();
  };
  for (const one of signals) {
    if (one.aborted) abort();
    else one.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: either.signal,
    unfollow: () => {
      for (const one of signals) one.removeEventListener('abort', abort);
    },
  };
}
