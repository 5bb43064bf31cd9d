import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { JournalRefusal } from './journal-refusal.js';
import { errorCode, journalRefusal, systemFailure } from './journal-refusal.js';
import type { ProcessIdentity } from './process-identity.js';
import { mayBeAlive, thisProcess } from './process-identity.js';

export interface LockFile {
  release(): void;
}

const TRIED = 'cannot take the lock of the journal,';

/**
 * One process at a time. The lock appears at once and whole (a hard link to a file that is already written). A lock whose
 * holder is dead is removed only by who holds a second lock, `PATH.takeover`, so that two successors cannot both believe
 * that they removed it.
 */
export function lockFile(path: string): Result<LockFile, JournalRefusal> {
  try {
    return take(path);
  } catch (error) {
    return err(
      journalRefusal('not-writable', path, {
        tried: TRIED,
        seen: systemFailure(error),
        safeNext: 'make room or name a file in a directory that can be written, then start again',
      }),
    );
  }
}

function take(path: string): Result<LockFile, JournalRefusal> {
  if (appears(path)) return ok(releasing(path));
  const holder = holderOf(path);
  if (holder === undefined || mayBeAlive(holder)) return err(inUse(path, holder));
  const takeover = `${path}.takeover`;
  if (!appears(takeover)) return err(takenOver(takeover));
  try {
    // It may have changed hands since it was looked at.
    const now = holderOf(path);
    if (now !== undefined && !mayBeAlive(now)) rmSync(path);
    return appears(path) ? ok(releasing(path)) : err(inUse(path, holderOf(path)));
  } finally {
    rmSync(takeover, { force: true });
  }
}

/** Whether the file was made, with this process in it. False: there is one. */
function appears(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  try {
    // Flushed: a lock without its process could not be taken over after a loss of power.
    writeFileSync(draft, `${JSON.stringify(thisProcess())}\n`, { mode: 0o600, flush: true });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function releasing(path: string): LockFile {
  return {
    release() {
      rmSync(path, { force: true });
    },
  };
}

/** Undefined when it is gone, or holds nothing that can be read. */
function holderOf(path: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessIdentity> | null;
    const { machine, pid, started } = holder ?? {};
    return typeof machine === 'string' && Number.isInteger(pid) && typeof started === 'string'
      ? (holder as ProcessIdentity)
      : undefined;
  } catch {
    return undefined;
  }
}

function inUse(path: string, holder: ProcessIdentity | undefined): JournalRefusal {
  const who =
    holder === undefined
      ? 'somebody took it at this moment, or it holds no process'
      : `process ${holder.pid} on ${holder.machine} holds it`;
  return journalRefusal('in-use', path, {
    tried: TRIED,
    seen: who,
    safeNext:
      'wait for that run to end; delete this lock only when you are certain that no such process runs',
  });
}

function takenOver(path: string): JournalRefusal {
  const holder = holderOf(path);
  const dead = holder !== undefined && !mayBeAlive(holder);
  return journalRefusal('in-use', path, {
    tried: TRIED,
    seen: dead
      ? `process ${holder.pid} died while it took over`
      : 'another process is taking over from a dead one',
    safeNext: dead ? 'delete this file, then start again' : 'start again in a moment',
  });
}
