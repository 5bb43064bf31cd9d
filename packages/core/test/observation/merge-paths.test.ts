import { expect, it } from 'vitest';
import type { PathObservation } from '../../src/observation/host-capacity.js';
import { mergePaths } from '../../src/observation/merge-paths.js';

const path = (port: number, outcome: PathObservation['outcome'], atMs: number): PathObservation => ({
  address: '192.168.56.5',
  port,
  outcome,
  atMs,
});

it('keeps every way as it was last probed', () => {
  const before = [path(2379, 'open', 1), path(2380, 'timed-out', 1)];
  expect(mergePaths(before, [path(2380, 'open', 2), path(6443, 'refused', 2)])).toEqual([
    path(2379, 'open', 1),
    path(2380, 'open', 2),
    path(6443, 'refused', 2),
  ]);
});
