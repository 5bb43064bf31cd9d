import { expect, it } from 'vitest';
import { pause } from '../../src/executor/cancellation.js';

it('a pause that is over before it begins neither waits nor lets a virtual clock move', async () => {
  const moves: string[] = [];
  const clock = {
    nowMs: () => 0,
    wait: () => {
      moves.push('wait');
      return Promise.resolve();
    },
    idle: () => {
      moves.push('idle');
    },
  };
  expect(await pause(clock, 1, AbortSignal.abort())).toBe(false);
  expect(moves).toEqual([]);
  expect(await pause(clock, 1, new AbortController().signal)).toBe(true);
  expect(moves).toEqual(['wait', 'idle']);
});
