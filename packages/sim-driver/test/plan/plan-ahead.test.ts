import { describe, expect, test } from 'vitest';
import { runScenario, Simulation } from '../../src/index.js';
import type { Plan } from '../../src/plan/index.js';
import { movedSince, planAhead, readSavedPlan, renderSavedPlan } from '../../src/plan/index.js';
import { course, cutDuring, look } from '../from-observation/seen-again.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();

async function planOf(simulation: Simulation): Promise<Plan> {
  const plan = await planAhead({ spec, observation: await look(simulation, spec) });
  if (plan === undefined) throw new Error('nobody interrupted it');
  return plan;
}

describe('planAhead', () => {
  test('of fresh hosts has every change in order, with etcd before, at worst and after', async () => {
    const plan = await planOf(new Simulation({ spec, seed: 2 }));
    expect(plan.end).toEqual({ kind: 'ready' });
    expect(plan.steps.map(({ number }) => number)).toEqual(plan.steps.map((_, index) => index + 1));
    const second = plan.steps.find(({ title }) => title === 'join master2 to the control plane');
    expect(second?.etcd).toEqual({
      before: { voters: 1, learners: 0, healthy: 1, quorum: 1, mayFail: 0 },
      during: { voters: 2, learners: 0, healthy: 1, quorum: 2, mayFail: -1 },
      after: { voters: 2, learners: 0, healthy: 2, quorum: 2, mayFail: 0 },
    });
    expect(second?.permit?.allowed).toBe(true);
    expect(second?.waitsFor).not.toEqual([]);
    const third = plan.steps.find(({ title }) => title === 'join master3 to the control plane');
    expect(third?.etcd.during.mayFail).toBe(0);
    expect(third?.etcd.after.mayFail).toBe(1);
    expect(third?.pointOfNoReturn).toBeUndefined();
    expect(third?.startsAtMs).toBeGreaterThanOrEqual((second?.startsAtMs ?? 0) + (second?.durationMs ?? 0));
  });

  test('names as points of no return what the protocol cannot undo, and nothing else', async () => {
    const plan = await planOf(new Simulation({ spec, seed: 2 }));
    const named = plan.steps.filter(({ pointOfNoReturn }) => pointOfNoReturn !== undefined);
    expect(named.map(({ kind }) => kind)).toEqual(['initialise', 'join-control-plane']);
    expect(named[0]?.pointOfNoReturn).toContain('192.168.56.4:6443');
    expect(named[1]?.pointOfNoReturn).toContain('both voters');
    expect(plan.totals.pointsOfNoReturn).toBe(2);
  });

  test('of a wiped master removes its member before it joins again, and says what that costs', async () => {
    const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
    simulation.wipe('master2');
    simulation.powerOn('master2');
    simulation.advance(120_000);
    const plan = await planOf(simulation);
    const kinds = plan.steps.map(({ kind }) => kind);
    expect(kinds.indexOf('remove-member')).toBeLessThan(kinds.indexOf('join-control-plane'));
    const removal = plan.steps.find(({ kind }) => kind === 'remove-member');
    expect(removal).toMatchObject({
      action: 'destroy',
      etcd: { before: { voters: 3, healthy: 2, mayFail: 0 }, after: { voters: 2, healthy: 2, mayFail: 0 } },
    });
    expect(removal?.pointOfNoReturn).toContain('never takes member');
    expect((await course(simulation, spec)).changes).toHaveLength(plan.steps.length);
  });

  test('of a ready cluster has nothing to do', async () => {
    const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
    const plan = await planOf(simulation);
    expect(plan.steps).toEqual([]);
    expect(plan.end).toEqual({ kind: 'ready' });
  });

  test('of lost quorum says what blocks, and when', async () => {
    const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
    for (const name of ['master2', 'master3']) simulation.world.host(name).powerOff();
    simulation.advance(120_000);
    const plan = await planOf(simulation);
    expect(plan.end).toMatchObject({ kind: 'blocked', reason: { code: 'quorum-lost' } });
    expect(plan.totals.durationMs).toBeLessThan(600_000);
    expect(plan.assumptions.join('\n')).toContain('master2 is without power');
  });

  test('counts a reset as one: it deletes what is on the host', async () => {
    const plan = await planOf(await cutDuring(spec, 3, 'master2', 4));
    const reset = plan.steps.find(({ kind }) => kind === 'reset-host');
    expect(reset).toMatchObject({ action: 'destroy', hosts: ['master2'] });
    expect(reset?.pointOfNoReturn).toContain('deleted');
  });

  test('is the same for the same look and seed', async () => {
    const observation = await look(new Simulation({ spec, seed: 2 }), spec);
    expect(await planAhead({ spec, observation, seed: 7 })).toEqual(
      await planAhead({ spec, observation, seed: 7 }),
    );
  });

  test('is given up when it is aborted', async () => {
    const observation = await look(new Simulation({ spec, seed: 2 }), spec);
    const controller = new AbortController();
    const breathe = (): Promise<void> => {
      controller.abort();
      return Promise.resolve();
    };
    expect(await planAhead({ spec, observation, signal: controller.signal, breathe })).toBeUndefined();
  });
});

function saved(text: string): Plan {
  const read = readSavedPlan(text, spec);
  if (read.kind !== 'read') throw new Error(JSON.stringify(read));
  return read.plan;
}

describe('a saved plan', () => {
  test('fits as long as only what always moves has moved', async () => {
    const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
    simulation.advance(60_000);
    const text = renderSavedPlan(await planOf(simulation));
    simulation.advance(3_600_000);
    expect(movedSince(saved(text), spec, await look(simulation, spec))).toEqual([]);
  });

  test('names what has moved', async () => {
    const { simulation } = await runScenario({ spec, seed: 3, faults: [], late: {} });
    simulation.advance(60_000);
    const text = renderSavedPlan(await planOf(simulation));
    simulation.world.host('node1').powerOff();
    simulation.advance(120_000);
    expect(movedSince(saved(text), spec, await look(simulation, spec))).toContainEqual({
      fact: 'node1: reachable',
      planned: 'yes',
      now: 'no',
    });
  });

  test('is not read when it is of another specification or format, or was changed by hand', async () => {
    const simulation = new Simulation({ spec, seed: 2 });
    const text = renderSavedPlan(await planOf(simulation));
    const other = { ...spec, kubernetesVersion: 'v1.27.0' };
    expect(readSavedPlan(text, other)).toEqual({ kind: 'other-spec', plannedFor: spec.name });
    const newer = text.replace('"format_version": "1.0"', '"format_version": "2.0"');
    expect(readSavedPlan(newer, spec)).toEqual({ kind: 'other-version', found: '2.0' });
    const forged = text.replace('"node1: reachable": "yes"', '"node1: reachable": "no"');
    expect(readSavedPlan(forged, spec)).toMatchObject({ kind: 'unreadable' });
    expect(readSavedPlan('{"steps"', spec)).toMatchObject({ kind: 'unreadable' });
    expect(readSavedPlan('[]', spec)).toMatchObject({ kind: 'unreadable' });
  });
});
