import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-observed-'));
const whole = join(folder, 'whole.json');
const halved = join(folder, 'halved.json');

beforeAll(async () => {
  const observe = (scenario: string, out: string) =>
    quorate(['observe', haCluster, '--simulate', `${examples}scenarios/${scenario}.yaml`, '--out', out]);
  expect((await observe('late-master', whole)).code).toBe(0);
  expect((await observe('two-masters-off', halved)).code).toBe(0);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function sim(...argv: readonly string[]) {
  return quorate(['sim', haCluster, ...argv]);
}

describe('quorate sim with hosts as they were observed', () => {
  test('finds nothing to do on a cluster that is whole, and says when it was seen', async () => {
    const { code, out, err } = await sim('--observed', whole);
    expect(code).toBe(0);
    expect(out).toContain('0 changes');
    expect(err).toMatch(/^hosts as they were seen at \d{4}-\d\d-\d\dT/m);
  });

  test('asks what if of the cluster as it is: nothing is run on it first', async () => {
    const { code, out } = await sim('--observed', whole, '--what-if', 'off master1; off master2');
    expect(code).toBe(0);
    expect(out).toContain('as seen at ');
    expect(out).toContain('1 of 3 voters up, quorum 2: LOST');
  });

  test('begins with what is broken already', async () => {
    const { code, out } = await sim('--observed', halved, '--what-if', 'wait 1m; apply');
    expect(code).toBe(5);
    expect(out.split('\n').slice(0, 3).join('\n')).toContain('quorum 2: LOST');
    expect(out).toContain('blocked (quorum-lost)');
  });

  test('strikes at them as at others', async () => {
    const { code, err } = await sim('--observed', whole, '--fault', 'power-off:master2@0s');
    expect(err).toContain('will go wrong: power-off:master2@0s');
    expect(code).toBe(5);
  });

  test('walks from there step by step', async () => {
    const answers = ['run', 'q'];
    const { code, out, err } = await quorate(['sim', 'step', haCluster, '--observed', whole], {
      ask: () => Promise.resolve(answers.shift()),
    });
    expect(code).toBe(0);
    expect(out).toMatch(/\+00:\d\d {2}the run ends: ready, 0 changes/);
    expect(err).toMatch(/^assumed: ./m);
  });

  test('counts only the voters that are up, at each step', async () => {
    const answers = ['look', 'q'];
    const { out } = await quorate(['sim', 'step', haCluster, '--observed', halved], {
      ask: () => Promise.resolve(answers.shift()),
    });
    expect(out).toContain('1 of 3 voters up, quorum 2: LOST');
    expect(out.match(/^ {2}master\d {2}voter$/gm)).toHaveLength(1);
    expect(out.match(/^ {2}master\d {2}voter, down$/gm)).toHaveLength(2);
  });

  test.each([
    ['is not there', ['--observed', join(folder, 'none.json')], 3, 'no such file'],
    ['is something else', ['--observed', haCluster], 3, 'not what `quorate observe` writes'],
    ['goes with late hosts', ['--observed', whole, '--late', 'master3=1h'], 2, 'neither late nor unprepared'],
  ])('refuses an observation that %s', async (_, argv, exitCode, message) => {
    const { code, err, out } = await sim(...argv);
    expect(code).toBe(exitCode);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  test.each([
    ['a newer format', { format_version: '2.0' }, 'its format is 2.0'],
    ['other hosts', { observation: { hosts: { somewhere: {} }, cluster: {} } }, 'of other hosts'],
  ])('refuses an observation of %s', async (_, change, message) => {
    const path = join(folder, 'changed.json');
    writeFileSync(
      path,
      JSON.stringify({ ...(JSON.parse(readFileSync(whole, 'utf8')) as object), ...change }),
    );
    const { code, err } = await sim('--observed', path);
    expect(code).toBe(3);
    expect(err).toContain(message);
  });
});
