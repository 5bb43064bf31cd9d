import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ProcessOutput } from 'zx';
import { $ } from 'zx';
import { libraries, repositoryRoot } from '../scripts/published-packages.js';

/**
 * A project that uses the packed tarballs, not the workspace. It lies below `node_modules`, so that what the packages
 * depend on is found without a registry.
 */
const consumer = join(repositoryRoot, 'node_modules', '.cache', 'quorate-consumer');

const documents = ['README.md', 'docs/architecture.md'];
const guide = readdirSync(join(repositoryRoot, 'docs', 'guide'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/guide/${name}`);

let compiled: ProcessOutput;

beforeAll(async () => {
  rmSync(consumer, { recursive: true, force: true });
  cpSync(join(repositoryRoot, 'test-dist', 'consumer'), consumer, { recursive: true });
  for (const [name, code] of [...documents, ...guide].flatMap(codeBlocks))
    writeFileSync(join(consumer, name), code);
  for (const name of libraries) {
    const packageFolder = join(repositoryRoot, 'packages', name);
    const unpacked = join(consumer, 'node_modules', '@quorate', name);
    mkdirSync(unpacked, { recursive: true });
    const packed =
      await $`cd ${packageFolder} && npm pack --silent --ignore-scripts --pack-destination ${consumer}`.quiet();
    await $`tar -xzf ${join(consumer, packed.stdout.trim())} -C ${unpacked} --strip-components=1`.quiet();
  }
  compiled = await $`cd ${repositoryRoot} && npx --no -- tsc -p ${consumer}`.nothrow().quiet();
});

test('strict TypeScript, that of the documentation included, compiles against the published types', () => {
  expect(compiled.stdout).toBe('');
  expect(compiled.exitCode).toBe(0);
});

test('each document that shows code has it compiled', () => {
  expect(documents.map((document) => codeBlocks(document).length)).not.toContain(0);
});

test('a compiled consumer runs', async () => {
  const ran = await $`node ${join(consumer, 'out', 'consumer.js')}`.nothrow().quiet();
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toBe('write-file on cp1: token=<secret bootstrap-token>\n');
});

/** The TypeScript blocks of a Markdown file, each with the name of the file that it becomes. */
function codeBlocks(document: string): readonly (readonly [string, string])[] {
  const text = readFileSync(join(repositoryRoot, document), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)];
  return blocks.map((block, index) => [`${basename(document, '.md')}-${index + 1}.ts`, block[1] ?? '']);
}
