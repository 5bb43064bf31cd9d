import type { ExecutionEvent, LeasedRunResult, LeaseEvent } from '@quorate/core';
import { executeLeased } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/index.js';
import { watchDoings } from './support/cluster-truth.js';
import { failingStorage } from './support/failing-storage.js';
import { runUntilKilled } from './support/killed-run.js';
import { journalPath, opened } from './support/recorded-run.js';
import { childSpec as spec } from './support/small-spec.js';

interface Ran {
  readonly result: LeasedRunResult;
  /** Types of what it told of its lease, in order. */
  readonly lease: readonly string[];
}

type LeasedJournal = Pick<ReturnType<typeof opened>, 'journal' | 'resumeFrom' | 'runId'>;

const stranger: LeasedJournal = { journal: { append() {} }, resumeFrom: [], runId: 'stranger' };

/** One process under the lease. It is interrupted when it would have to wait for it, unless it is patient. */
async function runLeased(
  simulation: Simulation,
  { journal, resumeFrom, runId }: LeasedJournal,
  patient = false,
): Promise<Ran> {
  const driver = simulation.orchestrator();
  const impatience = new AbortController();
  const lease: string[] = [];
  const onEvent = ({ type }: ExecutionEvent | LeaseEvent): void => {
    if (type.startsWith('lease.')) lease.push(type);
    if (type === 'lease.waiting' && !patient) impatience.abort();
  };
  const result = await executeLeased({
    spec,
    driver,
    clock: driver,
    stop: impatience.signal,
    journal,
    resumeFrom,
    onEvent,
    lease: { holder: { name: 'test', pid: 2, runId }, whenHeld: 'wait' },
    beside: () => {
      const aside = simulation.orchestrator();
      return {
        driver: aside,
        clock: aside,
        close: () => {
          aside.detach();
        },
      };
    },
  });
  driver.detach();
  return { result, lease };
}

/** Goes on with the journal of a process that is dead. */
async function goOn(simulation: Simulation, path: string): Promise<Ran> {
  const next = opened(path, spec);
  const ran = await runLeased(simulation, next);
  await next.close();
  return ran;
}

describe('a leased run that got SIGKILL', () => {
  test.each([1, 2, 8, 9, 15, 30, 45])(
    'after line %i goes on at once, while any other has to wait: the lease is under the id in its journal',
    async (line) => {
      const path = journalPath();
      const simulation = new Simulation({ spec });
      const doings = watchDoings(simulation);
      expect(await runUntilKilled(simulation, path, { line }, true)).toEqual({ killed: true });
      const other = await runLeased(simulation, stranger);
      expect(other).toMatchObject({ result: { status: 'aborted', changes: 0 }, lease: ['lease.waiting'] });
      const { result, lease } = await goOn(simulation, path);
      expect(result.status).toBe('ready');
      expect(lease).not.toContain('lease.waiting');
      expect(lease).toContain('lease.acquired');
      expect(doings.kubeadmRuns.toSorted()).toEqual(['master1', 'master2', 'master3']);
      expect(doings.membersAdded).toHaveLength(2);
    },
  );

  test.each([
    // Its own init was under way: what a pod network needs is applied once more, which changes nothing that is there.
    [9, 1],
    [30, 0],
  ])(
    'after line %i finds done what another did that took its lease over in the meantime',
    async (line, changes) => {
      const path = journalPath();
      const simulation = new Simulation({ spec });
      const doings = watchDoings(simulation);
      await runUntilKilled(simulation, path, { line }, true);
      const other = await runLeased(simulation, stranger, true);
      expect(other.lease).toContain('lease.taken-over');
      expect(other.result.status).toBe('ready');
      const { result } = await goOn(simulation, path);
      expect(result).toMatchObject({ status: 'ready', changes });
      expect(doings.kubeadmRuns.toSorted()).toEqual(['master1', 'master2', 'master3']);
      expect(doings.membersAdded).toHaveLength(2);
    },
  );
});

describe('a leased run whose disk is full', () => {
  test('gives the lease up, and says what kept it from going on', async () => {
    const path = journalPath();
    const simulation = new Simulation({ spec });
    const full = openJournal({
      path,
      spec,
      storage: failingStorage({ line: 20, reaches: 'half', truncates: true }),
    });
    if (!full.ok) throw new Error(full.error.message);
    const { result, lease } = await runLeased(simulation, full.value);
    await full.value.close();
    expect(result).toMatchObject({
      status: 'aborted',
      journalFailure: expect.stringContaining('ENOSPC'),
    });
    expect(lease.at(-1)).toBe('lease.released');
    const other = await runLeased(simulation, stranger);
    expect(other.lease).not.toContain('lease.waiting');
    expect(other.result.status).toBe('ready');
  });
});
