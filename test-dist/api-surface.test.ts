import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { $ } from 'zx';
import { repositoryRoot } from '../scripts/published-packages.js';

const surface = join(repositoryRoot, 'scripts', 'api-surface.ts');
const reports = join(repositoryRoot, 'docs', 'api');

const compare = (folder: string) =>
  $`cd ${repositoryRoot} && node --import tsx/esm ${surface} --reports ${folder}`.quiet().nothrow();

test('what the packages export is what docs/api says', async () => {
  const compared = await compare(reports);
  expect(compared.exitCode, `${compared.stdout}${compared.stderr}`).toBe(0);
});

test('a difference is shown line by line, with the command that writes it down', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'quorate-api-'));
  onTestFinished(() => {
    rmSync(copy, { recursive: true });
  });
  cpSync(reports, copy, { recursive: true });
  rmSync(join(copy, 'journal.api.md'));
  appendFileSync(join(copy, 'explorer.api.md'), 'export type Gone = never;\n');
  const compared = await compare(copy);
  expect(compared.exitCode).toBe(1);
  expect(compared.stdout).toContain('\n-export type Gone = never;\n');
  expect(compared.stdout).toContain('\n+export function openJournal(');
  expect(compared.stdout).toContain('`npm run api -- --update` writes');
  expect(readFileSync(join(copy, 'explorer.api.md'), 'utf8')).toContain('Gone');
});
