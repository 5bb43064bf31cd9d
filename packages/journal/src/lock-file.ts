import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { JournalRefusal } from './journal-refusal.js';
import { errorCode, journalRefusal, systemFailure } from './journal-refusal.js';
import { livenessOf } from './liveness.js';
import type { ProcessIdentity } from './process-identity.js';
import { thisProcess } from './process-identity.js';

export interface LockFile {
  /** Removes it, unless it is another one by now. */
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
  const free = appear(path);
  if (free !== undefined) return ok(free);
  const holder = holderOf(path);
  if (!isDead(holder)) return err(inUse(path, holder));
  const takeover = appear(`${path}.takeover`);
  if (takeover === undefined) return err(takenOver(`${path}.takeover`));
  try {
    // It may have changed hands since it was looked at.
    if (isDead(holderOf(path))) rmSync(path);
    const lock = appear(path);
    return lock === undefined ? err(inUse(path, holderOf(path))) : ok(lock);
  } finally {
    takeover.release();
  }
}

/** Makes the file, with this process in it. Undefined: there is one. */
function appear(path: string): LockFile | undefined {
  // Two containers may have the same process id, so it is no name of a file of one's own.
  const id = randomUUID();
  const draft = `${path}.${id}`;
  const text = `${JSON.stringify({ ...thisProcess(), id })}\n`;
  try {
    // Flushed: a lock without its process could not be taken over after a loss of power.
    writeFileSync(draft, text, { mode: 0o600, flush: true, flag: 'wx' });
    linkSync(draft, path);
    return releasing(path, text);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function releasing(path: string, text: string): LockFile {
  return {
    release() {
      if (textOf(path) === text) rmSync(path, { force: true });
    },
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined when it is gone, or holds nothing that can be read. */
function holderOf(path: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(textOf(path) ?? 'null') as Partial<ProcessIdentity> | null;
    const { machine, pid, started } = holder ?? {};
    return typeof machine === 'string' && Number.isInteger(pid) && typeof started === 'string'
      ? (holder as ProcessIdentity)
      : undefined;
  } catch {
    return undefined;
  }
}

function isDead(holder: ProcessIdentity | undefined): boolean {
  return holder !== undefined && livenessOf(holder).kind === 'dead';
}

function inUse(path: string, holder: ProcessIdentity | undefined): JournalRefusal {
  const refuse = (seen: string, safeNext: string) =>
    journalRefusal('in-use', path, { tried: TRIED, seen, safeNext });
  if (holder === undefined)
    return refuse('somebody took it at this moment, or it holds no process', `${WAIT}; ${DELETE}`);
  const liveness = livenessOf(holder);
  return liveness.kind === 'out-of-sight'
    ? refuse(
        `process ${holder.pid} holds it ${liveness.where}; whether it lives cannot be seen from here`,
        `look for it there; ${WAIT}; when you are certain that it has ended, delete this lock and start again`,
      )
    : refuse(`process ${holder.pid} on ${holder.machine} holds it`, `${WAIT}; ${DELETE}`);
}

const WAIT = 'wait for that run to end';
const DELETE = 'delete this lock only when you are certain that no such process runs';

function takenOver(path: string): JournalRefusal {
  const holder = holderOf(path);
  const refuse = (seen: string, safeNext: string) =>
    journalRefusal('in-use', path, { tried: TRIED, seen, safeNext });
  const liveness = holder === undefined ? undefined : livenessOf(holder);
  switch (liveness?.kind) {
    case 'dead':
      return refuse(`process ${holder?.pid} died while it took over`, 'delete this file, then start again');
    case 'out-of-sight':
      return refuse(
        `process ${holder?.pid} takes over from a dead one ${liveness.where}`,
        'start again in a moment; when you are certain that it has ended, delete this file first',
      );
    case 'may-live':
    case undefined:
      return refuse('another process is taking over from a dead one', 'start again in a moment');
  }
}
