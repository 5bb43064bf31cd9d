import type { Clock } from '@quorate/core';
import { AbortFanOut } from './abort-fan-out.js';

const aborts = new AbortFanOut();

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
        takeBack();
        resolve();
      };
      const timer = setTimeout(done, ms);
      const takeBack = aborts.on(signal, done);
    });
  },
};
