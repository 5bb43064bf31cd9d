import type { ExecutionEvent } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import { run, runUntilDeath, starts } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();
const isStep = (event: ExecutionEvent): boolean => event.type === 'step.settled';
const isCommand = (event: ExecutionEvent): boolean =>
  event.type === 'command.issued' || event.type === 'command.settled';

async function countEvents(fits: (event: ExecutionEvent) => boolean): Promise<number> {
  const { events } = await run(new Simulation({ spec }));
  return events.filter(fits).length;
}

function expectWholeCluster(simulation: Simulation): void {
  const voters = etcdMembers(simulation.world);
  expect(voters.map((member) => member.name).sort()).toEqual(['master1', 'master2', 'master3']);
  expect(new Set(voters.map((member) => member.clusterId)).size).toBe(1);
}

/** One place at which the orchestrator dies, and what becomes of the cluster when the next one takes over. */
async function dieAndGoOn(
  at: number,
  fits: (event: ExecutionEvent) => boolean,
  withJournal: boolean,
): Promise<void> {
  const simulation = new Simulation({ spec });
  const { died, journal, events } = await runUntilDeath(simulation, at, fits);
  expect(died).toBe(true);
  const next = await run(simulation, withJournal ? { resumeFrom: journal } : {});
  const { result } = next;
  expect(result.status === 'blocked' ? { at, blocked: result.reason } : result.status).toBe('ready');
  expectWholeCluster(simulation);
  const inits = starts(events, 'kubeadm init --config') + starts(next.events, 'kubeadm init --config');
  expect({ at, inits }).toEqual({ at, inits: 1 });
}

/** Each part is a test of its own, so that none of them takes long. */
const PARTS = 8;
const parts = Array.from({ length: PARTS }, (_, part) => part + 1);

/** Every place at which the orchestrator of the happy path can die: all of them, none sampled. */
describe('resume after a crash between any two steps', () => {
  it.each(parts)('with its journal, at every command boundary (part %i)', async (first) => {
    const total = await countEvents(isCommand);
    expect(total).toBeGreaterThan(40);
    for (let at = first; at <= total; at += PARTS) await dieAndGoOn(at, isCommand, true);
  });

  it.each(parts)('with its journal, between any two host steps (part %i)', async (first) => {
    const total = await countEvents(isStep);
    expect(total).toBeGreaterThan(200);
    for (let at = first; at <= total; at += PARTS) await dieAndGoOn(at, isStep, true);
  });

  it.each(parts)(
    'without any journal, between any two host steps: from what is seen alone (part %i)',
    async (first) => {
      const total = await countEvents(isStep);
      expect(total).toBeGreaterThan(200);
      for (let at = first; at <= total; at += PARTS) await dieAndGoOn(at, isStep, false);
    },
  );
});
