import { existsSync, readFileSync } from 'node:fs';
import type { Command, JournalEntry } from '@quorate/core';
import { readJournal } from '../../src/read-journal.js';

/** None when there is no such file. */
export function entriesIn(path: string): readonly JournalEntry[] {
  if (!existsSync(path)) return [];
  const read = readJournal(path, readFileSync(path));
  if (!read.ok) throw new Error(read.error.message);
  return read.value.entries;
}

/**
 * What is never done twice. Credentials are: their secrets die with the process that has them. The load balancer's file may be
 * written again as it is, when an init whose end nobody saw sends the run back to its beginning.
 */
const ONCE: readonly Command['kind'][] = ['initialise', 'apply-cni', 'join-control-plane', 'join-worker'];

/** Commands whose success is among the entries up to a number, and that were issued again after it. */
export function redone(entries: readonly JournalEntry[], kept: number): readonly Command[] {
  const succeeded = new Set(
    entries.slice(0, kept).flatMap((entry) => {
      if (entry.kind !== 'event' || entry.event.type !== 'command.settled') return [];
      return entry.event.report.outcome === 'succeeded' ? [entry.event.commandId] : [];
    }),
  );
  const done = entries.flatMap((entry) =>
    entry.kind === 'issued' && succeeded.has(entry.id) ? [JSON.stringify(entry.command)] : [],
  );
  return entries
    .slice(kept)
    .flatMap((entry) => (entry.kind === 'issued' ? [entry.command] : []))
    .filter((command) => ONCE.includes(command.kind) && done.includes(JSON.stringify(command)));
}
