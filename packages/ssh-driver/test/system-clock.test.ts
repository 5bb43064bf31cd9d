import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../src/system-clock.js';

describe('systemClock', () => {
  it('counts what has passed on a clock that nobody sets, in whole milliseconds', () => {
    const steady = vi.spyOn(performance, 'now').mockReturnValue(61_000.9);
    const wall = vi.spyOn(Date, 'now').mockReturnValue(7);
    expect([systemClock.nowMs(), systemClock.elapsedMs?.()]).toEqual([7, 61_000]);
    steady.mockRestore();
    wall.mockRestore();
  });

  it('ends a wait at once when the signal aborts, and lets go of the signal', async () => {
    const abort = new AbortController();
    const waiting = systemClock.wait(3_600_000, { signal: abort.signal });
    abort.abort();
    await waiting;
    await systemClock.wait(3_600_000, { signal: abort.signal });
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  it('lets go of the signal when the wait is over', async () => {
    const { signal } = new AbortController();
    await systemClock.wait(1, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('listens once to a signal, however many waits there are', async () => {
    const abort = new AbortController();
    const waits = Array.from({ length: 50 }, () => systemClock.wait(3_600_000, { signal: abort.signal }));
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
    abort.abort();
    await Promise.all(waits);
  });
});
