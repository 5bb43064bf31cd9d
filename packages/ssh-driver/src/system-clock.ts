import type { Clock } from '@quorate/core';

/** Real time. What waits keeps the process alive. */
export const systemClock: Clock = {
  nowMs() {
    return Date.now();
  },
  wait(ms, { signal }) {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    });
  },
};
