import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { ClusterSpec, Journal, JournalEntry, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import type { FoundJournal } from '@quorate/journal';
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

export function openRunJournal(path: string, spec: ClusterSpec): Result<RunJournal, Refusal> {
  const opened = openJournal({ path, spec });
  return opened.ok ? ok(opened.value) : err({ problems: [opened.error.message], exitCode: EXIT.refused });
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
