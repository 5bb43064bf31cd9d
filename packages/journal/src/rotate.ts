import { renameSync } from 'node:fs';
import { errorCode } from './journal-refusal.js';

/** How many ended journals are kept: `PATH.1` is the latest. The oldest makes room. */
const KEPT_JOURNALS = 10;

/** Moves the journal of an ended run aside. A crash in the middle leaves each of them under one name or the other. */
export function rotate(path: string): void {
  for (let number = KEPT_JOURNALS - 1; number >= 1; number -= 1)
    move(`${path}.${number}`, `${path}.${number + 1}`);
  renameSync(path, `${path}.1`);
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
