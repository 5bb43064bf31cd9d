import { readFileSync } from 'node:fs';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'is a directory, not a file',
  EACCES: 'permission denied',
};

/** The text of a file, or one line that says why not. */
export function readTextFile(path: string): Result<string, string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return err(`${path}: ${REASONS[code] ?? `cannot be read (${code})`}`);
  }
}
