import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterSpec, JournalEntry } from '@quorate/core';
import { execute, initialState, MemoryJournal, step } from '@quorate/core';
import { openJournal } from '@quorate/journal';
import { Simulation } from '@quorate/sim-driver';
import { patient, writeLongJournal } from './long-journal.js';
import type { Row } from './row.js';
import { medianRow, row } from './row.js';
import { samples, timed } from './samples.js';

/** The machine by itself, and the journal that brings it back. */
export async function* protocol(spec: ClusterSpec): AsyncGenerator<Row> {
  yield await machineSteps(spec);
  yield await journalOpening(spec);
}

async function machineSteps(spec: ClusterSpec): Promise<Row> {
  const journal = new MemoryJournal();
  const driver = new Simulation({ spec, seed: 1 }).orchestrator();
  await execute({ spec, driver, clock: driver, journal });
  const events = journal.entries.flatMap((entry: JournalEntry) =>
    entry.kind === 'event' ? [entry.event] : [],
  );
  const replay = (): void => {
    let state = initialState(spec);
    for (const event of events) state = step(state, event).state;
  };
  await samples(20, replay);
  const rounds = 200;
  const took = await timed(() => {
    for (let round = 0; round < rounds; round += 1) replay();
  });
  const steps = rounds * events.length;
  return row('steps of the protocol machine, replaying a bootstrap', (steps * 1000) / took, 'steps/s', steps);
}

/** Reads it, verifies every line, replays the run in it, and gives the lock back. */
async function journalOpening(spec: ClusterSpec): Promise<Row> {
  const entries = 10_000;
  const folder = mkdtempSync(join(tmpdir(), 'quorate-bench-'));
  const path = join(folder, 'run.journal');
  const waiting = patient(spec);
  await writeLongJournal(path, waiting, entries);
  const open = async (): Promise<void> => {
    const opened = openJournal({ path, spec: waiting });
    if (!opened.ok) throw new Error(opened.error.message);
    if (opened.value.resumeFrom.length !== entries) throw new Error('not every entry was read');
    await opened.value.close();
  };
  await samples(2, open);
  const took = await samples(11, open);
  rmSync(folder, { recursive: true });
  return medianRow('opening a journal of 10,000 entries, verified and replayed', took);
}
