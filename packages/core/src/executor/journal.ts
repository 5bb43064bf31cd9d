import type { Command, CommandId } from '../commands/command.js';
import type { IssuedCommand } from '../protocol/context.js';
import type { ProtocolEvent } from '../protocol/events.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

export const JOURNAL_VERSION = 1;

/** Everything needed to go on after a crash. Plain JSON, no secrets. An entry is written before it is acted upon. */
export type JournalEntry =
  | {
      readonly kind: 'opened';
      readonly version: typeof JOURNAL_VERSION;
      readonly atMs: number;
      readonly spec: ClusterSpec;
    }
  | { readonly kind: 'event'; readonly event: ProtocolEvent }
  | { readonly kind: 'issued'; readonly atMs: number; readonly id: CommandId; readonly command: Command };

/**
 * Append-only. `append` resolves when the entry will survive a crash; a `JournalWriteError` ends the run in order, anything
 * else that it throws is a defect and ends `execute` with it. A resumed run appends to the journal that it resumes from: what
 * that one holds is not handed over again.
 */
export interface Journal {
  append(entry: JournalEntry): void | Promise<void>;
}

/** An entry could not be written: nothing may follow from it. The message says where, what was seen and what is safe next. */
export class JournalWriteError extends Error {
  override readonly name = 'JournalWriteError';
}

export class MemoryJournal implements Journal {
  readonly #entries: JournalEntry[];

  /** `entries`: those of a run that is resumed. */
  constructor(entries: readonly JournalEntry[] = []) {
    this.#entries = [...entries];
  }

  append(entry: JournalEntry): void {
    this.#entries.push(entry);
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}

export function issuedEntry(issued: IssuedCommand): JournalEntry {
  return { kind: 'issued', atMs: issued.issuedAtMs, id: issued.id, command: issued.command };
}
