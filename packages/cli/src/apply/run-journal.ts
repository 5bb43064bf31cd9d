import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { CancelSignal, Clock, ClusterSpec, Journal, JournalEntry, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { FoundJournal, JournalRefusal } from '@quorate/journal';
import { openJournal } from '@quorate/journal';
import { EXIT } from '../exit-code.js';
import type { Refusal } from '../refusal.js';

/** Where a run is written down, and what was found there. */
export interface RunJournal {
  /** Undefined: nowhere. What is simulated ends with the process. */
  readonly path: string | undefined;
  /** For the lease. */
  readonly runId: string;
  readonly found: FoundJournal;
  readonly resumeFrom: readonly JournalEntry[];
  readonly journal: Journal;
  close(): Promise<void>;
}

/** `.quorate/NAME.journal` beside the spec. */
export function defaultJournalPath(specPath: string, spec: ClusterSpec): string {
  return join(dirname(specPath), '.quorate', `${spec.name}.journal`);
}

export interface JournalWait {
  readonly clock: Clock;
  readonly signal: CancelSignal;
  /** Says once who has the journal, and again when it is somebody else. */
  readonly onWait: (refusal: JournalRefusal) => void;
}

const BETWEEN_TRIES_MS = 2_000;

/** While another process of this machine has it: refused, or with `wait` waited for until the signal aborts. */
export async function openRunJournal(
  path: string,
  spec: ClusterSpec,
  wait?: JournalWait,
): Promise<Result<RunJournal, Refusal>> {
  let told = '';
  for (;;) {
    const opened = openJournal({ path, spec });
    if (opened.ok) return ok(opened.value);
    const { code, message } = opened.error;
    if (code !== 'in-use' || wait === undefined || wait.signal.aborted)
      return err({ problems: [message], exitCode: EXIT.refused });
    if (message !== told) wait.onWait(opened.error);
    told = message;
    const passed = wait.clock.wait(BETWEEN_TRIES_MS, { signal: wait.signal });
    wait.clock.idle?.();
    await passed;
  }
}

/** For simulated hosts. Each entry lets the event loop turn, which simulated time never does. */
export function noJournal(breathe: () => Promise<void>): RunJournal {
  return {
    path: undefined,
    runId: randomUUID(),
    found: { state: 'fresh' },
    resumeFrom: [],
    journal: { append: breathe },
    close: () => Promise.resolve(),
  };
}
