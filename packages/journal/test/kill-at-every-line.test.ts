import { readFileSync } from 'node:fs';
import type { ClusterSpec } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { describe, expect, test } from 'vitest';
import type { Doings } from './support/cluster-truth.js';
import { finalState, watchDoings } from './support/cluster-truth.js';
import { entriesIn, redone } from './support/journal-truth.js';
import type { KillPoint } from './support/killed-run.js';
import { runUntilKilled } from './support/killed-run.js';
import { journalPath, runWith } from './support/recorded-run.js';
import { specWith } from './support/small-spec.js';

const threeMasters = specWith('proxy', 'master1', 'master2', 'master3');
const twoMasters = specWith('proxy', 'master1', 'master2');

/** The run that nothing disturbs, and how it leaves the cluster. */
async function undisturbed(spec: ClusterSpec) {
  const path = journalPath();
  const simulation = new Simulation({ spec });
  const doings = watchDoings(simulation);
  const { status } = await runWith(simulation, path);
  const lines = readFileSync(path, 'utf8').split('\n').length - 1;
  return { status, lines, doings: sorted(doings), state: finalState(simulation) };
}

function sorted({ kubeadmRuns, membersAdded }: Doings) {
  return { kubeadmRuns: kubeadmRuns.toSorted(), membersAdded: membersAdded.length };
}

/** Where in a line a write may be torn: nothing of it, its checksum, its text, all but the line feed. */
const TORN: readonly ((length: number) => number)[] = [
  () => 0,
  () => 1,
  () => 16,
  () => 17,
  (length) => Math.floor(length / 2),
  (length) => length - 1,
];

/** Killed at the point, gone on with in the same file so many milliseconds later, and how the cluster stands then. */
async function killAndGoOn(spec: ClusterSpec, point: KillPoint, downMs: number) {
  const path = journalPath();
  const simulation = new Simulation({ spec });
  const doings = watchDoings(simulation);
  const { killed } = await runUntilKilled(simulation, path, point);
  simulation.advance(downMs);
  const kept = entriesIn(path);
  const { status } = await runWith(simulation, path);
  const all = entriesIn(path);
  expect(all.slice(0, kept.length)).toEqual(kept);
  expect(all.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  expect(redone(all, kept.length)).toEqual([]);
  return { killed, status, doings: sorted(doings), state: finalState(simulation) };
}

describe('a run that gets SIGKILL goes on from its journal, to the same cluster, with no membership change made twice,', () => {
  test('after each of its lines', async () => {
    const { status, lines, doings, state } = await undisturbed(threeMasters);
    expect(status).toBe('ready');
    expect(doings).toEqual({ kubeadmRuns: ['master1', 'master2', 'master3'], membersAdded: 2 });
    expect(lines).toBeGreaterThan(60);
    for (let line = 0; line < lines - 1; line += 1) {
      const result = await killAndGoOn(threeMasters, { line }, (line % 3) * 20_000);
      expect(result, `killed after line ${line + 1}`).toEqual({ killed: true, status, doings, state });
    }
  });

  test('in the middle of each of them', async () => {
    const { status, lines, doings, state } = await undisturbed(twoMasters);
    expect(lines).toBeGreaterThan(40);
    for (let line = 0; line < lines; line += 1) {
      const bytes = TORN[line % TORN.length] ?? (() => 0);
      const result = await killAndGoOn(twoMasters, { line, bytes }, 0);
      expect(result, `killed in line ${line + 1}`).toEqual({ killed: true, status, doings, state });
    }
  });
});
