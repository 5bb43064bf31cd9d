import { expect, it } from 'vitest';
import { goDuration } from '../../src/kubeadm-config/go-duration.js';

it.each([
  [86_400_000, '24h0m0s'],
  [5_400_000, '1h30m0s'],
  [61_001, '0h1m2s'],
  [0, '0h0m1s'],
])('%i ms is %s', (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});
