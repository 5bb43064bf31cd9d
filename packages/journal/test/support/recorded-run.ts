import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterSpec, JournalEntry, RunResult } from '@quorate/core';
import { execute, MemoryJournal } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { onTestFinished } from 'vitest';
import type { JournalRefusal, OpenedJournal } from '../../src/index.js';
import { openJournal } from '../../src/index.js';
import { tutorialSpec } from '../../../sim-driver/test/support/specs.js';

export const spec: ClusterSpec = tutorialSpec();

/** Gone after the test that asks for it. */
export function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-journal-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, 'run.journal');
}

/** Every entry of a bootstrap that nothing disturbs. */
export async function wholeRun(): Promise<readonly JournalEntry[]> {
  const driver = new Simulation({ spec }).orchestrator();
  const journal = new MemoryJournal();
  await execute({ spec, driver, clock: driver, journal });
  driver.detach();
  return journal.entries;
}

export function opened(path: string, of: ClusterSpec = spec): OpenedJournal {
  const journal = openJournal({ path, spec: of });
  if (!journal.ok) throw new Error(journal.error.message);
  return journal.value;
}

export function refusalOf(path: string, of: ClusterSpec = spec): JournalRefusal {
  const journal = openJournal({ path, spec: of });
  if (journal.ok) throw new Error('it was opened');
  return journal.error;
}

export async function writeAll(path: string, entries: readonly JournalEntry[]): Promise<void> {
  const { journal, close } = opened(path);
  for (const entry of entries) await journal.append(entry);
  await close();
}

/** One process: opens the journal, runs, closes it. */
export async function runWith(
  simulation: Simulation,
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<RunResult> {
  const { spec: own } = simulation;
  const { journal, resumeFrom, close } = opened(path, own);
  const driver = simulation.orchestrator();
  try {
    return await execute({ spec: own, driver, clock: driver, journal, resumeFrom, ...options });
  } finally {
    driver.detach();
    await close();
  }
}
