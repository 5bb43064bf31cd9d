import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { $ } from 'zx';
import { repositoryRoot } from '../scripts/published-packages.js';

const quorate = join(repositoryRoot, 'packages', 'cli', 'dist', 'main.js');
const haCluster = join(repositoryRoot, 'examples', 'ha-cluster.yaml');

describe('the built command line', () => {
  test('is one file that needs no other package', () => {
    const imports = [...readFileSync(quorate, 'utf8').matchAll(/^import .*? from ['"](.+?)['"];$/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(imports.length).toBeGreaterThan(0);
    expect(
      imports.filter(
        (name) =>
          !/^(?:node:)?(?:fs|fs\/promises|path|process|events|util|module|timers\/promises|child_process)$/.test(
            name,
          ),
      ),
    ).toEqual([]);
  });

  test('carries the licences of what is bundled', () => {
    const licences = readFileSync(join(quorate, '..', 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    for (const name of ['commander', 'xstate', 'yaml', 'zod'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  test('simulates, with results on stdout and progress on stderr', async () => {
    const ran = await $`${quorate} simulate ${haCluster}`.nothrow().quiet();
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('\nready\n');
    expect(ran.stderr).toContain('→ initialise the control plane on master1');
    expect(ran.stdout + ran.stderr).not.toContain('\u001B[');
  });

  test('ends quietly when nobody reads any more', async () => {
    const ran = await $`${quorate} simulate ${haCluster} --json | head -n 1`.nothrow().quiet();
    expect(ran.exitCode).toBe(141);
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toMatchObject({ type: 'story.began' });
  });

  test('is interrupted by SIGINT with 130, and says so', async () => {
    const running = $`${quorate} simulate ${haCluster} --late master3=3d`.nothrow().quiet();
    running.stderr.once('data', () => {
      void running.kill('SIGINT');
    });
    const ran = await running;
    expect(ran.stderr).toContain('interrupted: the simulated world is gone');
    expect(ran.stdout).toBe('');
    expect(ran.exitCode).toBe(130);
  });
});

test('npm start hands options on', async () => {
  const ran = await $`cd ${repositoryRoot} && npm start --silent -- --fault unreachable:master3@0s`
    .nothrow()
    .quiet();
  expect(ran.exitCode).toBe(5);
  expect(ran.stdout).toContain('blocked (may-hold-a-cluster)');
});
