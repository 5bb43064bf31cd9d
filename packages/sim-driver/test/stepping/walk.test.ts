import { describe, expect, test } from 'vitest';
import { Walk } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';

const begin = () => Walk.begin({ spec: tutorialSpec(), seed: 1, faults: [] });

describe('Walk', () => {
  test('takes one step after the other to the end, and none further', async () => {
    const walk = await begin();
    expect(walk.position).toBe(0);
    const [first] = await walk.to(1);
    expect(first).toMatchObject({ type: 'command.issued', mutates: true });
    await walk.to(Infinity);
    expect(walk.event).toMatchObject({ type: 'run.ended', result: { status: 'ready' } });
    const end = walk.position;
    expect(await walk.to(end + 1)).toEqual([]);
    expect(walk.position).toBe(end);
  });

  test('goes back to what was, exactly', async () => {
    const walk = await begin();
    await walk.to(4);
    const { steps, simulation } = walk.played;
    const hash = simulation.world.trace.hash;
    await walk.to(9);
    await walk.to(4);
    expect(walk.played.steps).toEqual(steps);
    expect(walk.played.simulation.world.trace.hash).toBe(hash);
  });

  test('forks where something is done, and leaves the branch that it came from as it was', async () => {
    const walk = await begin();
    await walk.to(Infinity);
    const end = walk.position;
    const join = walk.played.steps.findIndex(
      (event) => event.type === 'command.issued' && event.command.kind === 'join-control-plane',
    );
    await walk.to(join + 1);
    const forked = await walk.fork('off master2');
    expect(forked).toMatchObject({ ok: true, value: { number: 2, from: { number: 1, step: join + 1 } } });
    const later = await walk.to(Infinity);
    const ofJoin = later.find(
      (event) => event.type === 'command.settled' && event.command.kind === 'join-control-plane',
    );
    expect(ofJoin).not.toMatchObject({ report: { outcome: 'succeeded' } });
    await walk.to(join + 1);
    expect(await walk.switchTo(1)).toBe(true);
    await walk.to(Infinity);
    expect(walk.position).toBe(end);
    expect(await walk.switchTo(3)).toBe(false);
  });

  test('forgets in a fork what was done later', async () => {
    const walk = await begin();
    await walk.to(6);
    await walk.fork('off node2');
    await walk.to(3);
    await walk.fork('reboot node1');
    expect(walk.branch.play.interventions.map(({ text }) => text)).toEqual(['reboot node1']);
  });

  test('refuses what is not a thing to do between two steps', async () => {
    const walk = await begin();
    expect(await walk.fork('wait 2h')).toMatchObject({ ok: false });
    expect(await walk.fork('of master2')).toMatchObject({ ok: false });
    expect(walk.branches).toHaveLength(1);
  });
});
