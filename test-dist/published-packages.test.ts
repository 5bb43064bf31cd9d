import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, describe, expect, test } from 'vitest';
import { $ } from 'zx';
import { libraries, publishedPackages, repositoryRoot } from '../scripts/published-packages.js';

const scratch = mkdtempSync(join(tmpdir(), 'quorate-pack-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const folderOf = (name: string) => join(repositoryRoot, 'packages', name);

/** Everything that a tarball may hold besides the files that npm always adds. */
const publishable = /^(?:bin|dist|schema)\//;
const alwaysPublished = ['LICENSE', 'README.md', 'package.json'];

describe.each(publishedPackages)('package %s', (name) => {
  test('has no packaging mistake that publint knows', async () => {
    const { messages, pkg } = await publint({ pkgDir: folderOf(name), pack: 'npm' });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('packs what was built, its licence and its readme, and nothing else', async () => {
    const files = await packedFiles(name);
    expect(files.filter((path) => !publishable.test(path))).toEqual(alwaysPublished);
    expect(files.filter((path) => path.endsWith('.js')).length).toBeGreaterThan(0);
  });

  test('carries the licence of the repository', () => {
    const licence = readFileSync(join(folderOf(name), 'LICENSE'), 'utf8');
    expect(licence).toBe(readFileSync(join(repositoryRoot, 'LICENSE'), 'utf8'));
  });

  test('names no path of the machine that built it', async () => {
    const files = await packedFiles(name);
    const offenders = files.filter((path) =>
      readFileSync(join(folderOf(name), path), 'utf8').includes(repositoryRoot),
    );
    expect(offenders).toEqual([]);
  });
});

describe.each(libraries)('types of %s', (name) => {
  test('resolve for ESM importers under every resolution mode', async () => {
    const tarball = await pack(name);
    const checked = await $`npx --no -- attw ${tarball} --profile esm-only`.nothrow().quiet();
    expect(checked.exitCode, checked.stdout).toBe(0);
  });
});

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function packedFiles(name: string): Promise<readonly string[]> {
  const packed = await $`cd ${folderOf(name)} && npm pack --dry-run --json --ignore-scripts`.quiet();
  return reportOf(packed.stdout)
    .files.map((file) => file.path)
    .sort();
}

async function pack(name: string): Promise<string> {
  const packed =
    await $`cd ${folderOf(name)} && npm pack --json --ignore-scripts --pack-destination ${scratch}`.quiet();
  return join(scratch, reportOf(packed.stdout).filename);
}

function reportOf(json: string): PackReport {
  const [report] = JSON.parse(json) as readonly PackReport[];
  if (report === undefined) throw new Error('npm pack reported nothing');
  return report;
}
