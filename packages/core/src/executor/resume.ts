import type { CommandReport } from '../commands/report.js';
import { invariant } from '../foundation/invariant.js';
import type { IssuedCommand } from '../protocol/context.js';
import type { ProtocolState } from '../protocol/stepper.js';
import { contextOf, initialState, step } from '../protocol/stepper.js';
import type { JournalEntry } from './journal.js';

export interface ResumedRun {
  readonly state: ProtocolState;
  /** Commands whose end nobody saw. Each is settled as unknown before anything else happens. */
  readonly inFlight: readonly IssuedCommand[];
}

/**
 * Replays the events of a journal; pure, so the state is the one that was lost. An abort ended a process, not the run:
 * whoever goes on does so from the state before it.
 */
export function replayJournal(
  entries: readonly JournalEntry[],
  onEntry: (entry: JournalEntry, state: ProtocolState) => void = () => undefined,
): ResumedRun {
  const [opened] = entries;
  invariant(opened?.kind === 'opened', 'a journal begins with what was opened');
  let state = initialState(opened.spec);
  for (const entry of entries) {
    if (entry.kind === 'event' && entry.event.type !== 'run.aborted') state = step(state, entry.event).state;
    onEntry(entry, state);
  }
  return { state, inFlight: Object.values(contextOf(state).inFlight) };
}

/** What a command that was in flight when the orchestrator stopped came to: nobody knows. */
export function lostReport(issued: IssuedCommand): CommandReport {
  const { command } = issued;
  const host = 'host' in command ? command.host : 'via' in command ? command.via : '';
  return {
    outcome: 'unknown',
    failure: {
      class: 'answer-lost',
      host,
      tried: command.kind,
      seen: 'the orchestrator stopped while the command was in flight',
    },
    facts: { kind: 'none' },
  };
}
