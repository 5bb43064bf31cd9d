import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Under this mode from its first byte on, and whole or not at all. Throws what the file system says. */
export function replaceFile(path: string, text: string, mode: number): void {
  // Not the process id: what a killed process left behind would be in the way of the next one of that id.
  const temporary = join(dirname(path), `.quorate-${randomUUID()}`);
  try {
    writeSynced(temporary, text, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeSynced(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    // Unlike writeSync it goes on where a disk took a part, and fails where it takes no more.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
