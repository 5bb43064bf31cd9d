import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { $ } from 'zx';
import { repositoryRoot } from '../scripts/published-packages.js';

const dist = join(repositoryRoot, 'packages', 'cli', 'dist');
const quorate = join(dist, '..', 'bin', 'quorate.js');
const haCluster = join(repositoryRoot, 'examples', 'ha-cluster.yaml');

/** Statements of an ES module as the bundler writes them: each begins a line, one that names many names goes over several. */
function staticImportsOf(source: string): readonly string[] {
  const statements = source.matchAll(/^(?:import|export)\s(?:[^'"`;()]*?\sfrom\s*)?["']([^"'\n]+)["'];?$/gm);
  return [...statements].map((match) => match[1] ?? '');
}

/** Those too that are read when they are needed: `import("…")`, and what CommonJS in the bundle asks for. */
function importsOf(source: string): readonly string[] {
  const calls = source.matchAll(/(?<![\w$.])(?:import|require|__require)\(\s*["']([^"'\n]+)["']\s*\)/g);
  return [...staticImportsOf(source), ...[...calls].map((match) => match[1] ?? '')];
}

describe('the built command line', () => {
  test('imports nothing but its own files, Node.js and ssh2', () => {
    const files = readdirSync(dist).filter((name) => name.endsWith('.js'));
    const imported = files.flatMap((name) => importsOf(readFileSync(join(dist, name), 'utf8')));
    const others = new Set(imported.filter((name) => !isBuiltin(name) && !files.includes(name.slice(2))));
    expect([...others]).toEqual(['ssh2']);
    const { dependencies } = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(Object.keys(dependencies)).toEqual(['ssh2']);
  });

  test('leaves ssh2 alone until a verb needs real hosts', () => {
    const loaded = new Set(['main.js']);
    for (const name of loaded)
      for (const file of staticImportsOf(readFileSync(join(dist, name), 'utf8'))) {
        expect(file).not.toBe('ssh2');
        if (file.startsWith('./')) loaded.add(file.slice(2));
      }
    expect(loaded.size).toBeGreaterThan(1);
  });

  test('carries the licences of what is bundled', () => {
    const licences = readFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
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
