import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { $ } from 'zx';
import { repositoryRoot } from '../scripts/published-packages.js';

const example = join(repositoryRoot, 'examples', 'check-cluster.mjs');

test('the example that proves properties of a cluster is short, and proves them', async () => {
  const ran = await $`cd / && node ${example} 5`.nothrow().quiet();
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toMatch(/no property was broken in 5 bootstraps/);
  expect(ran.exitCode).toBe(0);
  expect(readFileSync(example, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
