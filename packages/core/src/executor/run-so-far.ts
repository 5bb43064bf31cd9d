import { describe, mutates } from '../commands/describe.js';
import type { CommandId } from '../commands/command.js';
import type { BlockReason } from '../decisions/block-reason.js';
import { invariant } from '../foundation/invariant.js';
import type { ProtocolState } from '../protocol/stepper.js';
import { contextOf, statusOf } from '../protocol/stepper.js';
import type { JournalEntry } from './journal.js';
import { replayJournal } from './resume.js';

/** A command that was begun and whose end is not in the journal. */
export interface CommandInFlight {
  /** One line for people. */
  readonly title: string;
  readonly mutates: boolean;
  /** When it was issued. */
  readonly sinceMs: number;
}

/** What a journal tells of its run. Times are milliseconds since the epoch, on the clock of that run. */
export type RunSoFar =
  /** It can be resumed. `aborted`: somebody ended it in order; otherwise its process died. */
  | {
      readonly kind: 'interrupted';
      readonly aborted: boolean;
      readonly beganMs: number;
      /** Its last sign of life. */
      readonly lastMs: number;
      readonly inFlight: readonly CommandInFlight[];
    }
  | { readonly kind: 'ready'; readonly beganMs: number; readonly lastMs: number }
  | {
      readonly kind: 'blocked';
      readonly reason: BlockReason;
      readonly beganMs: number;
      readonly lastMs: number;
    }
  /**
   * The protocol of this version did not issue what entry number `entry` (from 1) says was issued: another version wrote it.
   * Going on would misread every end that follows.
   */
  | { readonly kind: 'foreign'; readonly entry: number; readonly title: string };

/** Replays the entries, the first of which is `opened`, and says how the run stands. */
export function runSoFar(entries: readonly JournalEntry[]): RunSoFar {
  const [opened] = entries;
  invariant(opened?.kind === 'opened', 'a journal begins with what was opened');
  const { spec } = opened;
  const begun = new Map<CommandId, CommandInFlight>();
  let number = 0;
  let foreign: RunSoFar | undefined;
  const { state } = replayJournal(entries, (entry, now) => {
    number += 1;
    if (entry.kind === 'event' && entry.event.type === 'command.settled') begun.delete(entry.event.commandId);
    if (entry.kind !== 'issued') return;
    const title = describe(entry.command, spec);
    if (foreign === undefined && titleOf(now, entry.id) !== title)
      foreign = { kind: 'foreign', entry: number, title };
    begun.set(entry.id, { title, mutates: mutates(entry.command), sinceMs: entry.atMs });
  });
  if (foreign !== undefined) return foreign;
  const times = { beganMs: opened.atMs, lastMs: timeOf(entries.at(-1) ?? opened) };
  const status = statusOf(state);
  if (status.kind === 'ready') return { kind: 'ready', ...times };
  if (status.kind === 'blocked' && !status.standing)
    return { kind: 'blocked', reason: status.reason, ...times };
  return { kind: 'interrupted', aborted: isAbort(entries.at(-1)), ...times, inFlight: [...begun.values()] };
}

function titleOf(state: ProtocolState, id: CommandId): string | undefined {
  const { inFlight, spec } = contextOf(state);
  const issued = inFlight[id];
  return issued === undefined ? undefined : describe(issued.command, spec);
}

function isAbort(entry: JournalEntry | undefined): boolean {
  return entry?.kind === 'event' && entry.event.type === 'run.aborted';
}

function timeOf(entry: JournalEntry): number {
  return entry.kind === 'event' ? entry.event.atMs : entry.atMs;
}
