import type { Clock } from '@quorate/core';
import { AbortFanOut } from './abort-fan-out.js';
import { longTimeout } from './long-timeout.js';

const aborts = new AbortFanOut();

/** Real time. What waits keeps the process alive. */
export const systemClock: Clock = {
  nowMs() {
    return Date.now();
  },
  elapsedMs() {
    return Math.floor(performance.now());
  },
  wait(ms, { signal }) {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimer();
        takeBack();
        resolve();
      };
      const clearTimer = longTimeout(ms, done);
      const takeBack = aborts.on(signal, done);
    });
  },
};
