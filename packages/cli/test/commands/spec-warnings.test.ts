import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-warnings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const verbs: readonly (readonly [verb: string, ...options: string[]])[] = [
  ['plan'],
  ['apply', '--yes'],
  ['observe', '--out', '-'],
  ['status'],
  ['diagnose'],
  ['kubeconfig'],
  ['reset', '--yes', '--confirm', 'ha-cluster'],
];

test.each(verbs)('%s says once what the spec is to be warned of', async (verb, ...options) => {
  const spec = join(folder, 'cluster.yaml');
  const text = readFileSync(haCluster, 'utf8').replace('cni/bridge.yaml', `${examples}cni/bridge.yaml`);
  writeFileSync(spec, text.replace(/^spec:\n/m, 'spec:\n  credentials:\n    tokenTtl: 48h\n'));
  // Nothing but what comes first is of interest.
  const signal = AbortSignal.abort();
  const { code, out, err } = await quorate([verb, spec, '--simulate', ...options], { signal });
  expect(code).toBe(130);
  expect(out).toBe('');
  expect(err.split('\n').filter((line) => line.includes(' warning spec.credentials.tokenTtl'))).toHaveLength(
    1,
  );
});
