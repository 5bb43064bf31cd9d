import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'quorate-diagnose-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('names the cause that a story leaves behind, and a person must act', async () => {
  const { code, out, err } = await quorate([
    'diagnose',
    haCluster,
    '--simulate',
    `${examples}scenarios/wrong-clock.yaml`,
  ]);
  expect(code).toBe(5);
  expect(out).toMatch(
    /^likely cause: the clock of a host is wrong \(clock-wrong\)\n {2}seen on master2, clock:/,
  );
  expect(err).toMatch(/^looking at 6 hosts: simulated hosts/);
});

test('finds nothing wrong with a cluster whose trouble is over', async () => {
  const { code, out } = await quorate([
    'diagnose',
    haCluster,
    '--simulate',
    `${examples}scenarios/refused-pod.yaml`,
  ]);
  expect(out).toBe('no known cause was recognised in the evidence');
  expect(code).toBe(0);
});

test('gives causes and evidence as one JSON document, of the hosts that were asked for', async () => {
  const { out } = await quorate(['diagnose', haCluster, '--simulate', '--host', 'master1', '-o', 'json']);
  const parsed = JSON.parse(out) as { formatVersion: string; evidence: { items: { host: string }[] } };
  expect(parsed.formatVersion).toBe('1.0');
  expect(new Set(parsed.evidence.items.map(({ host }) => host))).toEqual(new Set(['master1']));
});

test('keeps the evidence and writes a bundle where it is told to, and lists what is in it', async () => {
  const bundle = join(directory, 'bundle.tar.gz');
  const { err } = await quorate([
    ...['diagnose', haCluster, '--simulate', '--host', 'master1'],
    ...['--evidence', join(directory, 'kept'), '--support-bundle', bundle],
  ]);
  expect(readdirSync(join(directory, 'kept'))).toEqual(['001-diagnosis.json', '001-master1']);
  expect(existsSync(bundle)).toBe(true);
  expect(err).toContain('quorate-support/evidence/now-master1/clock.log');
});

test('refuses hosts and formats that there are not', async () => {
  const unknown = await quorate(['diagnose', haCluster, '--simulate', '--host', 'master9']);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('no host "master9" to look at; there are ');
  expect((await quorate(['diagnose', haCluster, '--simulate', '-o', 'xml'])).code).toBe(2);
  expect((await quorate(['diagnose', join(directory, 'none.yaml'), '--simulate'])).code).toBe(3);
});
