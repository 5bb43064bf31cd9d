import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../src/index.js';
import { INVARIANTS, monitorInvariants, runScenario, Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';
import { faultOf } from '../support/faults.js';

const spec = tutorialSpec();

const noReboot: Invariant = {
  id: 'one-cluster',
  title: 'nobody loses power',
  formula: 'power-offs = 0',
  watch: () => ({ records: { 'host.powered-off': ({ host }) => `${host ?? ''} lost its power` } }),
};

describe('the monitor of invariants', () => {
  it('tells a violation once, with its moment', () => {
    const simulation = new Simulation({ spec });
    const monitor = monitorInvariants(simulation, [noReboot]);
    simulation.advance(1_000);
    for (let count = 0; count < 2; count += 1) {
      simulation.world.host('node1').powerOff();
      simulation.powerOn('node1');
    }
    const message = 'node1 lost its power';
    expect(monitor.violations).toEqual([
      { invariant: 'one-cluster', atUs: simulation.nowMs() * 1000, message },
    ]);
    monitor.stop();
    simulation.world.host('node2').powerOff();
    expect(monitor.violations).toHaveLength(1);
  });

  it('is silent about what a fault breaks by itself', () => {
    const simulation = new Simulation({ spec });
    const monitor = monitorInvariants(simulation, [noReboot]);
    simulation.world.record('fault.struck', 'master1', { kind: 'init-by-hand' });
    simulation.world.host('node1').powerOff();
    expect(monitor.violations).toEqual([]);
  });

  it('judges each run for itself: what one left in flight is not held against the next', () => {
    const simulation = new Simulation({ spec });
    const monitor = monitorInvariants(simulation);
    const join = {
      type: 'command.issued',
      atMs: 0,
      id: 'c1',
      command: { kind: 'finish-initialise', host: 'master1' },
      title: 'finish',
      mutates: true,
    } as const;
    const concerned = (): readonly string[] =>
      monitor.violations
        .filter(({ invariant }) => invariant === 'one-membership-change-at-a-time')
        .map(({ message }) => message);
    monitor.onEvent(join);
    simulation.world.record('orchestrator.killed');
    monitor.onEvent({ ...join, id: 'c2' });
    monitor.observeRun().onEvent({ ...join, id: 'c3' });
    expect(concerned()).toEqual([]);
    monitor.onEvent({ ...join, id: 'c4' });
    expect(concerned()).toEqual(['at once: finish; finish']);
  });

  it('finds nothing wrong in a run and in a second one over the same cluster, and takes no virtual time', async () => {
    const watched = new Simulation({ spec, seed: 4 });
    const monitor = monitorInvariants(watched);
    const first = await run(watched, { onEvent: monitor.onEvent });
    const { hash } = watched.world.trace;
    watched.advance(600_000);
    const second = await run(watched, { onEvent: monitor.onEvent });
    expect([first.result.status, second.result.status, second.result.changes]).toEqual(['ready', 'ready', 0]);
    expect(monitor.violations).toEqual([]);
    const alone = new Simulation({ spec, seed: 4 });
    await run(alone);
    expect(alone.world.trace.hash).toBe(hash);
  });

  it('is an option of a scenario', async () => {
    const fault = faultOf(spec, 'reboot:node2@30s');
    const scenario = { spec, seed: 1, faults: [fault], late: {} };
    const { violations } = await runScenario(scenario, { invariants: [...INVARIANTS, noReboot] });
    expect(violations.map(({ message }) => message)).toEqual(['node2 lost its power']);
    expect((await runScenario(scenario)).violations).toEqual([]);
  });
});
