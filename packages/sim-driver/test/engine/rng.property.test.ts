import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { RngStreams } from '../../src/engine/rng.js';
import { Simulation } from '../../src/index.js';
import { run } from '../support/run.js';
import { tutorialSpec } from '../support/specs.js';

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 6 });
const seeds = fc.integer();

/** The next five draws of a stream. */
function draws(streams: RngStreams, name: string): readonly number[] {
  const stream = streams.stream(name);
  return Array.from({ length: 5 }, () => stream.integer(0, 1_000_000));
}

describe('named streams of randomness', () => {
  test.prop([seeds, names, fc.array(fc.nat({ max: 5 }), { maxLength: 30 })])(
    'a draw in any stream leaves all others as they were',
    (seed, [own = '', ...others], disturbances) => {
      const disturbed = new RngStreams(seed);
      const before = disturbed.stream(own).integer(0, 9);
      for (const index of disturbances) disturbed.stream(others[index % others.length] ?? '').hex(3);
      const quiet = new RngStreams(seed);
      expect(quiet.stream(own).integer(0, 9)).toBe(before);
      expect(draws(disturbed, own)).toEqual(draws(quiet, own));
    },
  );

  test.prop([seeds, names])('the order in which streams are first asked for does not matter', (seed, all) => {
    const forwards = new RngStreams(seed);
    const backwards = new RngStreams(seed);
    const first = new Map(all.map((name) => [name, draws(forwards, name)]));
    const second = new Map([...all].reverse().map((name) => [name, draws(backwards, name)]));
    for (const name of all) expect(second.get(name)).toEqual(first.get(name));
  });

  it('a whole run does not notice that somebody draws from a stream of another name all the time', async () => {
    const spec = tutorialSpec();
    const quiet = new Simulation({ spec, seed: 3 });
    await run(quiet);
    const disturbed = new Simulation({ spec, seed: 3 });
    let drawn = 0;
    disturbed.world.trace.onRecord(() => {
      disturbed.world.rng.stream('bystander').integer(0, 9);
      drawn += 1;
    });
    await run(disturbed);
    expect(drawn).toBeGreaterThan(100);
    expect(disturbed.world.trace.hash).toBe(quiet.world.trace.hash);
  });
});
