import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseClusterSpec } from '@quorate/core';
import { afterAll, describe, expect, test } from 'vitest';
import { quorate } from '../fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string): string => join(folder, name);

/** As a person would: every address that is open gets one. */
function filledIn(text: string): string {
  let last = 10;
  const chosen = new Map<string, string>();
  return text.replaceAll(/<address of ([^>]+)>/g, (_open, name: string) => {
    if (!chosen.has(name)) chosen.set(name, `10.0.0.${(last += 1)}`);
    return chosen.get(name) ?? '';
  });
}

describe('init', () => {
  test.each([
    [[]],
    [['--masters', '1', '--workers', '0']],
    [['--masters', '5', '--workers', '3', '--load-balancer', 'haproxy', '--user', 'debian']],
    [['--load-balancer', 'external', '--kubernetes-version', '1.31.2', '--name', 'prod']],
  ])('with %j writes what validate accepts once its addresses are filled in', async (argv) => {
    const { code, out } = await quorate(['init', '-', ...argv]);
    expect(code).toBe(0);
    expect(out).toContain('# yaml-language-server: $schema=');
    const open = parseClusterSpec(out, { fileName: 'x' });
    expect(open.ok).toBe(false);
    if (open.ok) return;
    for (const { message } of open.errors) expect(message).toContain('<address of');
    const filled = parseClusterSpec(filledIn(out), { fileName: 'x' });
    expect(filled).toMatchObject({ ok: true, warnings: [] });
  });

  test('takes addresses from its options and is valid at once', async () => {
    const path = inFolder('given.yaml');
    const masters = ['10.0.0.5', '10.0.0.6', '10.0.0.7'].flatMap((address) => ['--master', address]);
    const ran = await quorate(['init', path, ...masters, '--worker', '10.0.0.8', '--endpoint', '10.0.0.4']);
    expect(ran).toMatchObject({ code: 0, out: `${path}: written` });
    const valid = await quorate(['validate', path]);
    expect(valid.out).toContain('valid: my-cluster: Kubernetes v1.26.0, 3 masters, 1 worker');
    expect((await quorate(['simulate', path])).code).toBe(0);
  });

  test('never overwrites, unless it is told to', async () => {
    const path = inFolder('there.yaml');
    writeFileSync(path, 'mine\n');
    const ran = await quorate(['init', path]);
    expect(ran).toMatchObject({ code: 4, out: '' });
    expect(ran.err).toContain('--force');
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
    expect((await quorate(['init', path, '--force'])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('kind: Cluster');
  });

  test('asks at a terminal for what was not given, and leaves open what is not answered', async () => {
    const path = inFolder('asked.yaml');
    const questions: string[] = [];
    const answers = ['10.0.0.4', '10.0.0.5', ''];
    const ran = await quorate(['init', path], {
      interactive: true,
      ask: (question) => {
        questions.push(question);
        return Promise.resolve(answers.shift());
      },
    });
    expect(ran.code).toBe(0);
    expect(questions.slice(0, 3)).toEqual([
      'address of the load balancer: ',
      'address of master1: ',
      'address of master2: ',
    ]);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('controlPlaneEndpoint: 10.0.0.4:6443');
    expect(text).toContain('address: "<address of master2>"');
    expect(ran.out).toMatch(/fill in \d places/);
  });

  test('writes nothing when it is interrupted', async () => {
    const path = inFolder('interrupted.yaml');
    const ran = await quorate(['init', path], { interactive: true, signal: AbortSignal.abort() });
    expect(ran.code).toBe(130);
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });

  test.each([
    [['--masters', '3', '--load-balancer', 'none'], 'need a load balancer'],
    [['--masters', '1', '--endpoint', '10.0.0.4'], 'address of a load balancer'],
    [['--masters', '0'], 'a whole number from 1 to 9'],
    [['--masters', '1', '--master', 'a', '--master', 'b'], '2 addresses of masters'],
    [['--name', 'Not A Name'], 'lower-case letters'],
    [['--kubernetes-version', 'latest'], 'is not a release'],
  ])('refuses %j', async (argv, message) => {
    const ran = await quorate(['init', inFolder('refused.yaml'), ...argv]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
  });

  test('says which folder is not there', async () => {
    const ran = await quorate(['init', inFolder('absent/cluster.yaml')]);
    expect(ran.code).toBe(4);
    expect(ran.err).toContain('cannot be written: no such directory');
  });
});
