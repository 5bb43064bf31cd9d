import { existsSync, readFileSync } from 'node:fs';
import type { Command, JournalEntry } from '@quorate/core';
import { mutates } from '@quorate/core';

/** The entries of a journal that another process may be writing at this moment; a last line that is not whole is left out. */
export function journalEntries(path: string): readonly JournalEntry[] {
  if (!existsSync(path)) return [];
  const whole = readFileSync(path, 'utf8').split('\n').slice(1, -1);
  return whole.map((line) => (JSON.parse(line.slice(line.indexOf(' '))) as { entry: JournalEntry }).entry);
}

export function issuedIn(entries: readonly JournalEntry[]): readonly Command[] {
  return entries.flatMap((entry) => (entry.kind === 'issued' ? [entry.command] : []));
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the first command that may change something to the end of the last one; undefined when there was none. */
export function changingSpan(entries: readonly JournalEntry[]): Span | undefined {
  const changing = new Map(
    entries.flatMap((entry) =>
      entry.kind === 'issued' && mutates(entry.command) ? [[entry.id, entry.atMs] as const] : [],
    ),
  );
  const ends = entries.flatMap((entry) =>
    entry.kind === 'event' && entry.event.type === 'command.settled' && changing.has(entry.event.commandId)
      ? [entry.event.atMs]
      : [],
  );
  if (changing.size === 0) return undefined;
  return { fromMs: Math.min(...changing.values()), toMs: Math.max(...changing.values(), ...ends) };
}
