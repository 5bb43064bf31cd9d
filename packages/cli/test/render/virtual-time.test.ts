import { expect, test } from 'vitest';
import { sinceStart, span } from '../../src/render/virtual-time.js';

test.each([
  [0, '+00:00', '0s'],
  [42_999, '+00:42', '42s'],
  [68_000, '+01:08', '1m 08s'],
  [3_600_000, '+01:00:00', '1h 00m 00s'],
  [3 * 86_400_000 + 17_000, '+3d 00:00:17', '3d 00h 00m 17s'],
])('%d ms', (ms, clock, length) => {
  expect(sinceStart(ms)).toBe(clock);
  expect(span(ms)).toBe(length);
});
