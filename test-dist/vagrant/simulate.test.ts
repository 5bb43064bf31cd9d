import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProcessOutput } from 'zx';
import { $ } from 'zx';
import { repositoryRoot } from '../../scripts/published-packages.js';
import { workbench } from './workbench.js';

describe('npx zx examples/vagrant.mjs --simulate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-vagrant-'));
  const file = join(folder, 'kubeconfig');
  let ran: ProcessOutput;

  beforeAll(async () => {
    ran = await $({ cwd: repositoryRoot, nothrow: true, quiet: true })`npx --no -- zx examples/vagrant.mjs ${[
      '--simulate',
      '--kubeconfig',
      file,
    ]}`;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('ends with five nodes Ready and three started members, which alone are on stdout', () => {
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(
      ran.stdout.match(/^(?:master[123]|node[12]) +Ready .* v1\.33\.7 +192\.168\.56\.[5-9] /gm),
    ).toHaveLength(5);
    expect(ran.stdout.match(/^\| [0-9a-f]{13,16} \| started \| master[123] .* false \|$/gm)).toHaveLength(3);
    expect(
      ran.stdout
        .trim()
        .split('\n')
        .filter((line) => !/^(?:NAME|master|node|\+-|\|)/.test(line)),
    ).toEqual(['']);
  });

  test('shows voters, quorum and how many voters may fail before and after each change', () => {
    expect(ran.stderr).toMatch(/2\. +initialise the control plane on master1 +0 → 1 +- → 1 +- → 0$/m);
    expect(ran.stderr).toMatch(/join node1 as a worker +1 +1 +0$/m);
    expect(ran.stderr).toMatch(/join master2 to the control plane +1 → 2 +1 → 2 +0$/m);
    expect(ran.stderr).toMatch(/join master3 to the control plane +2 → 3 +2 +0 → 1$/m);
  });

  test('names the points of no return, and the machines', () => {
    expect(ran.stderr.match(/! point of no return/g)).toHaveLength(3);
    expect(ran.stderr).toContain('its certificates name 192.168.56.4:6443');
    expect(ran.stderr).toMatch(/^ {2}proxy +192\.168\.56\.4 +load-balancer$/m);
  });

  test('does what it planned, in that order', () => {
    const planned = [...ran.stderr.matchAll(/^ +\d+\. {2}(.*?) {2,}/gm)].map(([, title]) => title);
    const done = [...ran.stderr.matchAll(/^\+\d+:\d+ {2}→ (.*)$/gm)].map(([, title]) => title);
    expect(planned).toHaveLength(8);
    expect(done).toEqual(planned);
  });

  test('writes a kubeconfig for the endpoint that only its owner can read, and leaves nothing else', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/^ +server: https:\/\/192\.168\.56\.4:6443$/m);
    expect(readdirSync(folder)).toEqual(['kubeconfig']);
  });

  test('prints no credential: neither what the kubeconfig holds nor a token', () => {
    const printed = ran.stdout + ran.stderr;
    const credentials = [...readFileSync(file, 'utf8').matchAll(/-data: (\S+)$/gm)].map(
      ([, data]) => data ?? '',
    );
    expect(credentials).toHaveLength(3);
    for (const credential of credentials) expect(printed).not.toContain(credential.slice(0, 40));
    expect(printed).not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b|\b[0-9a-f]{64}\b|PRIVATE KEY/);
  });
});

describe('a kubeconfig that is there already', () => {
  test('is replaced by one that only its owner can read', async () => {
    const bench = await workbench();
    await $`echo old > ${join(bench.folder, 'quorate-vagrant.kubeconfig')}`;
    const ran = await bench.run('--simulate');
    expect(ran.exitCode, ran.stderr).toBe(0);
    const written = join(bench.folder, 'quorate-vagrant.kubeconfig');
    expect(statSync(written).mode & 0o777).toBe(0o600);
    expect(readFileSync(written, 'utf8')).toContain('kind: Config');
  });
});

describe('Ctrl-C', () => {
  test('ends a run in order, with 130 and no kubeconfig', async () => {
    const bench = await workbench();
    const running = bench.run('--simulate');
    let interrupted = false;
    running.stderr.on('data', (text: Buffer) => {
      if (interrupted || !text.toString().includes('→ initialise')) return;
      interrupted = true;
      void running.kill('SIGINT');
    });
    const ran = await running;
    expect(ran.stderr).toMatch(/^interrupted; in flight: \S/m);
    expect(ran.stderr).not.toContain('Error');
    expect(ran.stdout).toBe('');
    expect(ran.exitCode).toBe(130);
    expect(readdirSync(bench.folder)).toEqual(['bin']);
  });
});
