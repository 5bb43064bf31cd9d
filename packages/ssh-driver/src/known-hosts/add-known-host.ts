import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keyTypeOf } from './host-key.js';

/**
 * Appends one line. Safe beside another process that does the same: the file is opened for appending and the line goes out
 * in one write, so two lines may follow each other in any order but never mix. Only what a full disk cuts off is written
 * again, which fails. The file is made with mode 0600, and its directory with 0700. Rejects with the error of the file system.
 */
export async function addKnownHost(file: string, name: string, key: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    // Somebody's editor may have left the last line without its end.
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const separator = size > 0 && last.toString('latin1') !== '\n' ? '\n' : '';
    const line = `${separator}${name} ${keyTypeOf(key) ?? ''} ${key.toString('base64')}\n`;
    await handle.appendFile(line);
  } finally {
    await handle.close();
  }
}
