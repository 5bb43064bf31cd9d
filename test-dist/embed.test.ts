import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { $ } from 'zx';
import { repositoryRoot } from '../scripts/published-packages.js';

const example = join(repositoryRoot, 'examples', 'embed.mjs');

test('the example that embeds the packages is short, and runs with nothing but Node.js', async () => {
  const ran = await $`cd / && node ${example}`.nothrow().quiet();
  expect(ran.stderr).toBe('');
  expect(ran.exitCode).toBe(0);
  const lines = ran.stdout.trim().split('\n');
  expect(lines).toContain('initialise the control plane on master1');
  expect(lines).toContain('join master3 to the control plane');
  expect(lines.at(-1)).toMatch(/^ready after \d+ changes, \d+ s$/);
  expect(readFileSync(example, 'utf8').split('\n').length).toBeLessThanOrEqual(30);
});
