import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { longTimeout } from '../src/long-timeout.js';
import { systemClock } from '../src/system-clock.js';

const SIXTY_DAYS_MS = 60 * 24 * 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('fires once its time is over, however long that is', () => {
  const callback = vi.fn();
  longTimeout(SIXTY_DAYS_MS, callback);
  vi.advanceTimersByTime(SIXTY_DAYS_MS - 1);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

it('can be taken back in any of its pieces', () => {
  const callback = vi.fn();
  const takeBack = longTimeout(SIXTY_DAYS_MS, callback);
  vi.advanceTimersByTime(SIXTY_DAYS_MS / 2);
  takeBack();
  expect(vi.getTimerCount()).toBe(0);
  expect(callback).not.toHaveBeenCalled();
});

it('lets the system clock wait for longer than a timer of Node.js can', async () => {
  const over = vi.fn();
  void systemClock.wait(SIXTY_DAYS_MS, { signal: new AbortController().signal }).then(over);
  await vi.advanceTimersByTimeAsync(SIXTY_DAYS_MS - 1);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledOnce();
});
