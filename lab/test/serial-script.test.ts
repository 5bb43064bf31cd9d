import { afterAll, beforeAll, expect, test } from 'vitest';
import { $ } from 'zx';
import { clientKey, knownHosts, recipeFolder } from '../src/places.js';
import { freshHosts } from './support/fresh-hosts.js';
import { ALL_READY, nodes } from './support/on-host.js';

/** What people have today, to compare with: nothing of the product runs here. */

const summary: Record<string, unknown> = {};

beforeAll(freshHosts);

afterAll(() => {
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
});

test('the tutorial as a serial script reaches the same cluster on the same hosts', async () => {
  const cni = new URL('../../examples/cni/bridge.yaml', import.meta.url).pathname;
  const { stdout } = await $({
    quiet: true,
  })`${recipeFolder}/tutorial.sh ${clientKey} ${knownHosts} ${cni}`;
  summary['serialScript'] = JSON.parse(stdout) as unknown;
  expect(await nodes('master1')).toEqual(ALL_READY);
});
