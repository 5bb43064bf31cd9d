import { systemClock } from '../system-clock.js';

const NEVER = new AbortController().signal;

/** Between two attempts that nothing cuts short. */
export function pause(ms: number): Promise<void> {
  return systemClock.wait(ms, { signal: NEVER });
}
