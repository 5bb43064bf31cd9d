import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Under mode 0600 from its first byte on, and whole or not at all. Throws what the file system says. */
export function replaceFile(path: string, text: string): void {
  // Not the process id: what a killed process left behind would be in the way of the next one of that id.
  const temporary = join(dirname(path), `.quorate-${randomUUID()}`);
  try {
    writeSynced(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    // Unlike writeSync it goes on where a disk took a part, and fails where it takes no more.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
