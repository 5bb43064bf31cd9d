import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { Simulation } from '@quorate/sim-driver';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../src/index.js';
import { ChildRun } from './support/child-process.js';
import { finalState, watchDoings } from './support/cluster-truth.js';
import { entriesIn, redone } from './support/journal-truth.js';
import { runUntilKilled } from './support/killed-run.js';
import { journalPath, runWith } from './support/recorded-run.js';
import { childSpec as spec } from './support/small-spec.js';

/** Lines on the disk when the process gets SIGKILL: the header alone, before and after each membership change, the end. */
const LENGTHS = [1, 2, 9, 10, 11, 24, 40, 58];

function locked(path: string): unknown {
  return JSON.parse(readFileSync(`${path}.lock`, 'utf8'));
}

function refusedWhileHeld(path: string): string {
  const second = openJournal({ path, spec });
  if (second.ok) throw new Error('two processes have the same journal');
  expect(second.error.code).toBe('in-use');
  return second.error.message;
}

describe('a process with a journal', () => {
  test('keeps another one out, which says who has it', async () => {
    const path = journalPath();
    const first = new ChildRun(path);
    await first.write(5);
    const before = readFileSync(path);
    expect(refusedWhileHeld(path)).toBe(
      `cannot take the lock of the journal, ${path}.lock: process ${first.pid} on ${hostname()} holds it; nothing was changed; ` +
        'safe next: wait for that run to end; delete this lock only when you are certain that no such process runs',
    );
    const second = new ChildRun(path);
    const heard = await second.hear();
    expect(heard).toMatchObject({ kind: 'refused' });
    expect(heard.kind === 'refused' && heard.message).toContain(`process ${first.pid} on`);
    expect(readFileSync(path)).toEqual(before);
    expect(locked(path)).toMatchObject({ pid: first.pid });
  });

  test.each(LENGTHS)(
    'that got SIGKILL with %i lines on the disk leaves a lock that is taken over, and a run that goes on to ready',
    async (lines) => {
      const path = journalPath();
      const child = new ChildRun(path);
      await child.write(lines);
      expect(refusedWhileHeld(path)).toContain(`process ${child.pid} on ${hostname()} holds it`);
      expect(await child.kill()).toBe('SIGKILL');
      expect(locked(path)).toMatchObject({ pid: child.pid });

      // The world of the child has gone with it. Made anew up to the same line, it is the same.
      const simulation = new Simulation({ spec });
      const doings = watchDoings(simulation);
      const scratch = journalPath();
      expect(await runUntilKilled(simulation, scratch, { line: lines - 1 })).toEqual({ killed: true });
      expect(existsSync(path)).toBe(lines > 1);
      expect(entriesIn(path)).toEqual(entriesIn(scratch));

      const kept = entriesIn(path);
      expect(await runWith(simulation, path)).toMatchObject({ status: 'ready' });
      const all = entriesIn(path);
      expect(all.slice(0, kept.length)).toEqual(kept);
      expect(redone(all, kept.length)).toEqual([]);
      expect(existsSync(`${path}.lock`)).toBe(false);
      expect(doings.kubeadmRuns.toSorted()).toEqual(['master1', 'master2', 'master3']);
      expect(doings.membersAdded).toHaveLength(2);
      expect(finalState(simulation)).toMatchObject({ voters: 3, votersUp: 3, api: 'answers' });
    },
  );
});
