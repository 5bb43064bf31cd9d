import { chmodSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClusterSpec, Journal, JournalEntry } from '@quorate/core';
import { JournalWriteError } from '@quorate/core';
import { headerFor } from './journal-header.js';
import { journalLine } from './journal-line.js';
import { systemFailure } from './journal-refusal.js';
import type { JournalStorage, StorageFile } from './journal-storage.js';
import type { JournalContents } from './read-journal.js';
import { rotate } from './rotate.js';

/** What the first entry finds in the place of the journal. */
export type JournalPlace =
  | { readonly kind: 'empty' }
  | { readonly kind: 'over' }
  | { readonly kind: 'resumed'; readonly contents: JournalContents };

/** Writes one journal. Nothing on the disk changes before the first entry. After a failure every entry fails. */
export class JournalFile implements Journal {
  readonly #path: string;
  readonly #spec: ClusterSpec;
  readonly #runId: string;
  readonly #storage: JournalStorage;
  readonly #place: JournalPlace;
  #file: StorageFile | undefined;
  #checksum = '';
  #seq = 0;
  #bytes = 0;
  #last: Promise<void> = Promise.resolve();
  #failure: JournalWriteError | undefined;
  #closed = false;

  constructor(path: string, spec: ClusterSpec, storage: JournalStorage, place: JournalPlace, runId: string) {
    this.#path = path;
    this.#spec = spec;
    this.#storage = storage;
    this.#place = place;
    this.#runId = runId;
  }

  /** One after the other, in the order of the calls. Rejects with a `JournalWriteError`. */
  append(entry: JournalEntry): Promise<void> {
    this.#last = this.#last.then(
      () => this.#append(entry),
      () => this.#append(entry),
    );
    return this.#last;
  }

  /** Waits for the entries under way. Whatever is appended afterwards is refused. */
  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#closed = true;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #append(entry: JournalEntry): Promise<void> {
    if (this.#closed) throw this.#error('the journal was closed');
    if (this.#failure !== undefined) throw this.#failure;
    try {
      this.#file ??= await this.#begin();
      const line = journalLine(this.#checksum, { seq: this.#seq + 1, entry });
      const bytes = Buffer.from(`${line.text}\n`);
      await this.#file.append(bytes);
      await this.#file.flush();
      this.#seq += 1;
      this.#bytes += bytes.length;
      this.#checksum = line.checksum;
    } catch (error) {
      this.#failure = this.#error(systemFailure(error));
      // Whether the end can be cut off now or not: whoever reads it drops a line that is not whole.
      await this.#file?.truncate(this.#bytes).catch(() => undefined);
      throw this.#failure;
    }
  }

  async #begin(): Promise<StorageFile> {
    if (this.#place.kind === 'resumed') return this.#goOn(this.#place.contents);
    if (this.#place.kind === 'over') rotate(this.#path);
    // Under its own name it is never without its header.
    const draft = `${this.#path}.new`;
    const file = await this.#storage.open(draft, true);
    try {
      const header = journalLine('', headerFor(this.#spec, this.#runId));
      const bytes = Buffer.from(`${header.text}\n`);
      await file.append(bytes);
      await file.flush();
      renameSync(draft, this.#path);
      await this.#storage.flushDirectory(dirname(this.#path));
      this.#bytes = bytes.length;
      this.#checksum = header.checksum;
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Its readable part was verified when it was opened, and the lock was held since. */
  async #goOn({ wholeBytes, torn, checksum, entries }: JournalContents): Promise<StorageFile> {
    const file = await this.#storage.open(this.#path, false);
    if (torn) await file.truncate(wholeBytes);
    chmodSync(this.#path, 0o600);
    this.#bytes = wholeBytes;
    this.#checksum = checksum;
    this.#seq = entries.length;
    return file;
  }

  #error(seen: string): JournalWriteError {
    return new JournalWriteError(
      `cannot write entry ${this.#seq + 1} of the journal ${this.#path}: ${seen}; what it would have permitted was not begun; ` +
        'safe next: make room or mend the disk, then start again: the run goes on from the entries before',
    );
  }
}
