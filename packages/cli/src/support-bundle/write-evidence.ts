import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '@quorate/core';
import { evidenceFiles } from './evidence-files.js';

/** Where the evidence of a run goes, beside its journal. */
export function evidenceDirectory(journalPath: string): string {
  return `${journalPath}.evidence`;
}

/**
 * Writes masked evidence as `DIRECTORY/NNN-HOST/SOURCE.log` and what was made of it as `DIRECTORY/NNN-diagnosis.json`, for
 * nobody but the user (0700, 0600). NNN goes on where earlier runs stopped: nothing is overwritten.
 *
 * @returns `DIRECTORY/NNN`, the beginning of all that was written.
 * @throws what the file system says, for example ENOSPC or EACCES.
 */
export function writeEvidence(directory: string, { causes, lookFailed, evidence }: Diagnosis): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const number = nextNumber(directory);
  const write = (path: string, text: string): void => {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  };
  write(
    join(directory, `${number}-diagnosis.json`),
    `${JSON.stringify({ causes, lookFailed }, undefined, 2)}\n`,
  );
  for (const { host, name, text } of evidenceFiles(evidence)) {
    const below = join(directory, `${number}-${host}`);
    mkdirSync(below, { recursive: true, mode: 0o700 });
    write(join(below, name), text);
  }
  return join(directory, number);
}

function nextNumber(directory: string): string {
  const taken = readdirSync(directory).map((name) => Number(/^(\d{3,})-/.exec(name)?.[1] ?? '0'));
  return String(Math.max(0, ...taken) + 1).padStart(3, '0');
}
