import type { ClusterSpec, JournalEntry } from '@quorate/core';
import { execute } from '@quorate/core';
import type { JournalStorage } from '@quorate/journal';
import { diskStorage, openJournal } from '@quorate/journal';
import { Simulation } from '@quorate/sim-driver';

const YEAR_MS = 365 * 86_400_000;

/** Without waiting for the disk: nobody loses power here. */
const unflushed: JournalStorage = {
  ...diskStorage,
  async open(path, create) {
    return { ...(await diskStorage.open(path, create)), flush: () => Promise.resolve() };
  },
};

/** A specification whose runs wait for a host as long as it takes. */
export function patient(spec: ClusterSpec): ClusterSpec {
  return { ...spec, budgets: { ...spec.budgets, blockedPatienceMs: YEAR_MS } };
}

/** Writes the journal of a simulated run that waits for a third master that never answers, until it has so many entries. */
export async function writeLongJournal(path: string, spec: ClusterSpec, entries: number): Promise<void> {
  const opened = openJournal({ path, spec, storage: unflushed });
  if (!opened.ok) throw new Error(opened.error.message);
  const simulation = new Simulation({ spec });
  simulation.wipe('master3');
  const driver = simulation.orchestrator();
  const enough = new AbortController();
  let written = 0;
  const counting = {
    append: async (entry: JournalEntry): Promise<void> => {
      if (written < entries) await opened.value.journal.append(entry);
      written += 1;
      if (written === entries) enough.abort();
    },
  };
  const result = await execute({ spec, driver, clock: driver, journal: counting, signal: enough.signal });
  driver.detach();
  await opened.value.close();
  if (result.status !== 'aborted')
    throw new Error(`the run ended after ${written} entries: ${result.status}`);
}
