import { writeFileSync } from 'node:fs';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such directory',
  ENOTDIR: 'no such directory',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ENOSPC: 'no space left on the disk',
  EROFS: 'the file system is read-only',
};

/** Replaces the file; one line that says why not, or undefined. */
export function writeTextFile(path: string, text: string): string | undefined {
  try {
    writeFileSync(path, text, { mode: 0o600 });
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `${path}: cannot be written: ${REASONS[code] ?? code}`;
  }
}
