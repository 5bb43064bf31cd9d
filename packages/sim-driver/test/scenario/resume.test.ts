import type { ExecutionEvent } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { etcdMembers } from '../../src/etcd/inspect.js';
import { mutations, run, runUntilDeath } from '../support/run.js';
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

/** Every place at which the orchestrator of the happy path can die, all of them, one after the other. */
describe('resume after a crash between any two steps', () => {
  it('with its journal: every command boundary ends ready, init is never repeated', async () => {
    const total = await countEvents(isCommand);
    expect(total).toBeGreaterThan(40);
    for (let at = 1; at <= total; at += 1) {
      const simulation = new Simulation({ spec });
      const { died, journal } = await runUntilDeath(simulation, at, isCommand);
      expect(died).toBe(true);
      const resumed = await run(simulation, { resumeFrom: journal });
      expect(resumed.result.status === 'blocked' ? [at, resumed.result.reason] : resumed.result.status).toBe(
        'ready',
      );
      expectWholeCluster(simulation);
      const inits = mutations(resumed.events).filter((title) => title.startsWith('initialise'));
      const before = journal.filter(
        (entry) => entry.kind === 'issued' && entry.command.kind === 'initialise',
      ).length;
      expect(inits.length + before).toBe(1);
    }
  });

  it('without any journal: every host-step boundary ends ready, from what is seen alone', async () => {
    const total = await countEvents(isStep);
    expect(total).toBeGreaterThan(200);
    for (let at = 1; at <= total; at += 1) {
      const simulation = new Simulation({ spec });
      const { died } = await runUntilDeath(simulation, at, isStep);
      expect(died).toBe(true);
      const fresh = await run(simulation);
      expect(fresh.result.status === 'blocked' ? [at, fresh.result.reason] : fresh.result.status).toBe(
        'ready',
      );
      expectWholeCluster(simulation);
    }
  });
});
