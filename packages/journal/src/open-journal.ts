import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClusterSpec, Journal, JournalEntry, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { Assessment } from './assess.js';
import { assess } from './assess.js';
import type { FoundJournal } from './found-journal.js';
import { JournalFile } from './journal-file.js';
import type { JournalRefusal } from './journal-refusal.js';
import { errorCode, journalRefusal, systemFailure } from './journal-refusal.js';
import type { JournalStorage } from './journal-storage.js';
import { diskStorage } from './journal-storage.js';
import { lockFile } from './lock-file.js';
import { readJournal } from './read-journal.js';

export interface OpenJournalOptions {
  /** Of the file. Missing directories are made, with mode 0700. */
  readonly path: string;
  /** Of the run that is about to begin or go on. */
  readonly spec: ClusterSpec;
  /** Default: the disk. */
  readonly storage?: JournalStorage;
}

/** A journal whose lock is held. */
export interface OpenedJournal {
  readonly path: string;
  /**
   * Of this run, and the same again when it is gone on with: whoever holds the lock of the journal knows that the process which had it
   * before has ended, so a lease under this id is its own.
   */
  readonly runId: string;
  readonly found: FoundJournal;
  /** For `execute`: empty unless interrupted. */
  readonly resumeFrom: readonly JournalEntry[];
  /** For `execute`. Nothing on the disk changes before its first entry. */
  readonly journal: Journal;
  /** Waits for what is being written, and gives the lock back. */
  close(): Promise<void>;
}

/**
 * Takes the lock of a journal, reads and verifies it, and says how the run in it stands. What cannot be gone on from is
 * refused, and left as it is.
 */
export function openJournal(options: OpenJournalOptions): Result<OpenedJournal, JournalRefusal> {
  const { path, spec, storage = diskStorage } = options;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    return err(unusable('not-writable', path, error));
  }
  const lock = lockFile(`${path}.lock`);
  if (!lock.ok) return lock;
  const looked = look(path, spec);
  if (!looked.ok) {
    lock.value.release();
    return looked;
  }
  const { place, found } = looked.value;
  const runId = place.kind === 'resumed' ? place.contents.header.runId : randomUUID();
  const journal = new JournalFile(path, spec, storage, place, runId);
  return ok({
    path,
    runId,
    found,
    resumeFrom: place.kind === 'resumed' ? place.contents.entries : [],
    journal,
    async close() {
      try {
        await journal.close();
      } finally {
        lock.value.release();
      }
    },
  });
}

function look(path: string, spec: ClusterSpec): Result<Assessment, JournalRefusal> {
  const bytes = read(path);
  if (!bytes.ok) return bytes;
  if (bytes.value === undefined) return ok({ place: { kind: 'empty' }, found: { state: 'fresh' } });
  const contents = readJournal(path, bytes.value);
  return contents.ok ? assess(path, spec, contents.value) : contents;
}

/** Undefined: there is none. */
function read(path: string): Result<Uint8Array | undefined, JournalRefusal> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ok(undefined);
    return err(unusable('unreadable', path, error));
  }
  try {
    accessSync(path, constants.W_OK);
    return ok(bytes);
  } catch (error) {
    return err(unusable('not-writable', path, error));
  }
}

function unusable(code: 'unreadable' | 'not-writable', path: string, error: unknown): JournalRefusal {
  return journalRefusal(code, path, {
    tried: 'cannot open the journal',
    seen: systemFailure(error),
    safeNext: 'give this user access to it, or name another file',
  });
}
