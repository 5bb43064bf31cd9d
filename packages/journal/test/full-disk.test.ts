import type { ExecutionEvent, RunResult } from '@quorate/core';
import { execute } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/index.js';
import { finalState, watchDoings } from './support/cluster-truth.js';
import type { DiskFailure } from './support/failing-storage.js';
import { failingStorage } from './support/failing-storage.js';
import { journalPath, opened, runWith } from './support/recorded-run.js';
import { specWith } from './support/small-spec.js';

const spec = specWith('proxy', 'master1', 'node1');

interface Ran {
  readonly result: RunResult;
  readonly events: readonly ExecutionEvent[];
}

async function runUntilFull(simulation: Simulation, path: string, failure: DiskFailure): Promise<Ran> {
  const journal = openJournal({ path, spec, storage: failingStorage(failure) });
  if (!journal.ok) throw new Error(journal.error.message);
  const driver = simulation.orchestrator();
  const events: ExecutionEvent[] = [];
  const result = await execute({
    spec,
    driver,
    clock: driver,
    journal: journal.value.journal,
    onEvent: (event) => events.push(event),
  });
  driver.detach();
  await journal.value.close();
  return { result, events };
}

/** Changes that were begun and whose end is not in the journal. */
async function openChanges(path: string, events: readonly ExecutionEvent[]): Promise<readonly string[]> {
  const { resumeFrom, close } = opened(path, spec);
  await close();
  const written = new Set(
    resumeFrom.flatMap((entry) =>
      entry.kind === 'event' && entry.event.type === 'command.settled' ? [entry.event.commandId] : [],
    ),
  );
  return events.flatMap((event) =>
    event.type === 'command.issued' && event.mutates && !written.has(event.id) ? [event.title] : [],
  );
}

async function issuedInJournal(path: string): Promise<readonly string[]> {
  const { resumeFrom, close } = opened(path, spec);
  await close();
  return resumeFrom.flatMap((entry) => (entry.kind === 'issued' ? [entry.id] : []));
}

describe('a disk that becomes full', () => {
  test.each([
    { every: 2, reaches: 'half', truncates: false },
    { every: 4, reaches: 'flush', truncates: true },
  ] as const)(
    'at one line in $every (reached: $reaches, cut off: $truncates) ends the run before the effect, and the next one goes on to ready',
    async ({ every, ...how }) => {
      let line = 0;
      for (;;) {
        const path = journalPath();
        const simulation = new Simulation({ spec });
        const doings = watchDoings(simulation);
        const { result, events } = await runUntilFull(simulation, path, { line, ...how });
        if (result.status === 'ready') break;
        expect(result, `line ${line}`).toMatchObject({
          status: 'aborted',
          journalFailure: expect.stringContaining(
            'no space left on device (ENOSPC); what it would have permitted',
          ),
        });
        const issued = events.flatMap((event) => (event.type === 'command.issued' ? [event.id] : []));
        expect(issued, `line ${line}`).toEqual(await issuedInJournal(path));
        const inFlight = result.status === 'aborted' ? result.inFlight : [];
        expect(inFlight, `line ${line}`).toEqual(
          expect.arrayContaining([...(await openChanges(path, events))]),
        );
        expect((await runWith(simulation, path)).status, `line ${line}`).toBe('ready');
        expect(doings.kubeadmRuns.toSorted(), `line ${line}`).toEqual(['master1', 'node1']);
        line += every;
      }
      expect(line).toBeGreaterThan(35);
    },
  );

  test('at a line whose end can neither be cut off nor flushed counts that command as begun, and looks for it', async () => {
    const path = journalPath();
    const simulation = new Simulation({ spec });
    const doings = watchDoings(simulation);
    await runUntilFull(simulation, path, { line: 9, reaches: 'flush', truncates: false });
    const { found, close } = opened(path, spec);
    await close();
    expect(found).toMatchObject({
      state: 'interrupted',
      inFlight: [{ title: 'initialise the control plane on master1', mutates: true }],
    });
    expect(doings.kubeadmRuns).toEqual([]);
    expect((await runWith(simulation, path)).status).toBe('ready');
    expect(finalState(simulation)).toMatchObject({ voters: 1, api: 'answers' });
  });
});
