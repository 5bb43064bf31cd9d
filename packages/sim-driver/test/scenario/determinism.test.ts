import { afterEach, describe, expect, it } from 'vitest';
import { parseFault, runScenario, Simulation } from '../../src/index.js';
import type { Fault } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const spec = tutorialSpec();

function faults(...texts: readonly string[]): readonly Fault[] {
  return texts.map((text) => {
    const parsed = parseFault(
      text,
      spec.hosts.map((host) => host.name),
    );
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.value;
  });
}

async function trace(seed: number): Promise<string> {
  const lines: string[] = [];
  const story = await runScenario(
    {
      spec,
      seed,
      faults: faults('kill:master3,kubeadm@etcd.member-added#2+1s', 'reboot:master2@95s'),
      late: {},
    },
    { keepTrace: true, onEvent: (event) => lines.push(JSON.stringify(event)) },
  );
  const { world } = story.simulation;
  return [...lines, ...world.trace.records.map((record) => JSON.stringify(record)), world.trace.hash].join(
    '\n',
  );
}

describe('determinism', () => {
  const zone = process.env['TZ'];

  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('same seed, same trace, byte for byte, in two runs and in another time zone', async () => {
    const first = await trace(3);
    expect(await trace(3)).toBe(first);
    process.env['TZ'] = 'Asia/Kolkata';
    expect(await trace(3)).toBe(first);
    process.env['TZ'] = 'America/St_Johns';
    expect(await trace(3)).toBe(first);
  });

  it('another seed, another trace', async () => {
    expect(await trace(4)).not.toBe(await trace(5));
  });

  it('uses no clock, timer or randomness of the platform', async () => {
    const { Date: RealDate, setTimeout, setInterval } = globalThis;
    const { random } = Math;
    const { now } = performance;
    const trap = (name: string) => (): never => {
      throw new Error(`${name} was used in a simulation`);
    };
    // A library may ask whether a value is a Date; reading the clock is what is forbidden.
    const TrappedDate = new Proxy(RealDate, {
      apply: trap('Date()'),
      construct: trap('new Date'),
      get: (target, key): unknown =>
        key === 'now' ? trap('Date.now')() : (Reflect.get(target, key) as unknown),
    });
    const restore = (): void => {
      Object.assign(globalThis, { Date: RealDate, setTimeout, setInterval });
      Object.assign(Math, { random });
      Object.assign(performance, { now });
    };
    const ended: string[] = [];
    try {
      Object.assign(globalThis, {
        Date: TrappedDate,
        setTimeout: trap('setTimeout'),
        setInterval: trap('setInterval'),
      });
      Object.assign(Math, { random: trap('Math.random') });
      Object.assign(performance, { now: trap('performance.now') });
      ended.push((await run(new Simulation({ spec }))).result.status);
    } finally {
      restore();
    }
    expect(ended).toEqual(['ready']);
  });

  it('an idle cluster costs nothing: once expiries have passed, a week brings no event at all', async () => {
    const simulation = new Simulation({ spec });
    await run(simulation);
    simulation.advance(3 * 86_400_000);
    const before = simulation.world.scheduler.fired;
    simulation.advance(7 * 86_400_000);
    expect(simulation.world.scheduler.fired - before).toBe(0);
  });
});
