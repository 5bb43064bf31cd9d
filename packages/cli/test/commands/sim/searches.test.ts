import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Terminal } from '../../../src/terminal.js';
import { haCluster, quorate } from '../../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-search-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Its only master may not be lost: every search fails in the first run that ends ready. */
const oneMaster = join(folder, 'one-master.yaml');
writeFileSync(
  oneMaster,
  `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: one }
spec:
  kubernetesVersion: v1.26.0
  controlPlaneEndpoint: 10.0.0.1:6443
  cni: none
  hosts:
    - { name: only, role: control-plane, address: 10.0.0.1 }
    - { name: worker, role: worker, address: 10.0.0.2 }
`,
);

/** A user who presses Ctrl-C, which is noticed when the event loop turns for the n-th time. */
function interruptedAt(turn: number): Pick<Terminal, 'signal' | 'breathe'> {
  const interrupt = new AbortController();
  let turns = 0;
  return {
    signal: interrupt.signal,
    breathe: () => {
      turns += 1;
      if (turns === turn) interrupt.abort();
      return Promise.resolve();
    },
  };
}

describe('quorate sim check', () => {
  test('bootstraps with random faults and says what came of it', async () => {
    const { code, out } = await quorate(['sim', 'check', haCluster, '--runs', '3', '--seed', '7']);
    expect(code).toBe(0);
    expect(out).toMatch(/nothing was broken in 3 bootstraps/);
  });

  test('draws the same faults from the same seed', async () => {
    const run = () => quorate(['sim', 'check', haCluster, '--runs', '2', '--seed', '3', '--json']);
    const first = await run();
    expect(first.out.split('\n')).toHaveLength(3);
    expect((await run()).out).toBe(first.out);
  });

  test('is interrupted between two runs, and says how far it was', async () => {
    const argv = ['sim', 'check', haCluster, '--runs', '50', '--seed', '7', '--json'];
    const { code, out, err } = await quorate(argv, interruptedAt(2));
    expect(code).toBe(130);
    expect(out.split('\n').map((line) => JSON.parse(line) as unknown)).toMatchObject([{ number: 1 }]);
    expect(err).toMatch(/^interrupted after run 1 of 50: .+; no machine was touched$/);
  });

  test('refuses a number that is none', async () => {
    const { code, err } = await quorate(['sim', 'check', haCluster, '--runs', 'many']);
    expect(code).toBe(2);
    expect(err).toContain('--runs "many" is not a whole number');
  });
});

describe('a failure that quorate sim check finds', () => {
  const found = join(folder, 'found', 'failure.yaml');
  const check = (...more: readonly string[]) => quorate(['sim', 'check', oneMaster, '--runs', '20', ...more]);

  test('is written as a scenario of a few lines, and replayed to the last event', async () => {
    mkdirSync(join(folder, 'found'));
    const { code, out, err } = await check('--out', found, '--json');
    expect(code).toBe(8);
    expect(err).toBe(`written: ${found}; \`quorate simulate --scenario ${found}\` plays it again`);
    const text = readFileSync(found, 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(12);
    expect(text).toContain('spec: ../one-master.yaml\nhosts: [only]\n');
    const ended = JSON.parse(out.split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
    expect(ended).toMatchObject({ type: 'check.ended', passed: false, scenario: text });
    const again = await quorate(['simulate', '--scenario', found, '--json']);
    expect(JSON.parse(again.out.split('\n').at(-1) ?? '')).toMatchObject({
      type: 'story.ended',
      trace: ended['trace'],
    });
    expect(readdirSync(join(folder, 'found'))).toEqual(['failure.yaml']);
  });

  test('overwrites nothing without being told to, and says so before it searches', async () => {
    const kept = join(folder, 'kept.yaml');
    writeFileSync(kept, 'of yesterday\n');
    const refused = await check('--out', kept);
    expect(refused).toMatchObject({ code: 4, out: '' });
    expect(refused.err).toContain('kept.yaml is there already');
    expect(readFileSync(kept, 'utf8')).toBe('of yesterday\n');
    const forced = await check('--out', kept, '--force');
    expect(forced.code).toBe(8);
    expect(readFileSync(kept, 'utf8')).toContain('spec: one-master.yaml\n');
    expect(forced.out).toContain('What led to it:');
  });

  test('has no file where there is no directory, nor where nothing fails', async () => {
    const nowhere = await check('--out', join(folder, 'absent', 'x.yaml'));
    expect(nowhere).toMatchObject({ code: 4, out: '' });
    expect(nowhere.err).toContain('no such directory');
    const none = join(folder, 'none.yaml');
    const { code, err } = await quorate(['sim', 'check', haCluster, '--runs', '1', '--out', none]);
    expect(code).toBe(0);
    expect(err).toContain(`not written: ${none}`);
    expect(readdirSync(folder)).not.toContain('none.yaml');
  });
});

describe('quorate sim explore', () => {
  test('goes through every state within a bound, and names each property with its verdict', async () => {
    const { code, out } = await quorate(['sim', 'explore', '--masters', '3', '--faults', '0']);
    expect(code).toBe(0);
    expect(out).toContain('every state within the bound');
    expect(out).toMatch(/holds {5}never: a join or an init is begun while another change is in flight/);
  });

  test('finds no promise broken by three faults', async () => {
    const { code, out } = await quorate(['sim', 'explore', '--faults', '3']);
    expect(out).toContain('every state within the bound');
    expect({ code, broken: out.includes(' fails ') }).toEqual({ code: 0, broken: false });
  });

  test('is interrupted while it searches', async () => {
    const { code, out, err } = await quorate(['sim', 'explore', '--faults', '0'], interruptedAt(2));
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toBe('interrupted: nothing is decided; no machine was touched');
  });

  test.each([
    ['--masters', '0', '--masters is 0; a whole number from 1 to 5 was expected'],
    ['--masters', '6', '--masters is 6; a whole number from 1 to 5 was expected'],
    ['--attempts', '0', '--attempts is 0; a whole number from 1 to 3 was expected'],
    ['--faults', '99', '--faults is 99; a whole number from 0 to 7 was expected'],
  ])('refuses %s %s, which the model has no room for', async (option, value, message) => {
    const { code, out, err } = await quorate(['sim', 'explore', option, value]);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `${message}\nnothing was done` });
  });

  test('says when it gave up before the end', async () => {
    const { code, out, err } = await quorate(['sim', 'explore', '--max-states', '20']);
    expect(out).toContain('not all states');
    expect(err).toMatch(/^undecided: \d+ of \d+ properties, because not all states were seen; give more/);
    expect(code).toBe(7);
  });
});
