import { writeFileSync } from 'node:fs';
import type { JournalEntry } from '@quorate/core';
import { headerFor } from '../../src/journal-header.js';
import { journalLine } from '../../src/journal-line.js';
import { spec } from './recorded-run.js';

export const header = headerFor(spec, 'run-1');

/** Documents of the lines after the header. */
export function lined(entries: readonly JournalEntry[]): readonly object[] {
  return entries.map((entry, index) => ({ seq: index + 1, entry }));
}

/** Writes a journal whose checksums are right, whatever its lines say. */
export function craft(path: string, documents: readonly object[]): void {
  let checksum = '';
  let text = '';
  for (const document of documents) {
    const line = journalLine(checksum, document);
    ({ checksum } = line);
    text += `${line.text}\n`;
  }
  writeFileSync(path, text);
}
