import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/index.js';
import { tutorialSpec } from '../support/specs.js';
import { eventsOf, interleaved, overlaps, startLeased } from './leased-runs.js';

describe('a run under a lease', () => {
  it('takes the file first, the object once the API answers, and gives both up', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const run = startLeased(simulation, 'a');
    const result = await run.result;
    expect(result?.status).toBe('ready');
    expect(eventsOf(run, 'lease.acquired').map(({ places }) => places)).toEqual([['file']]);
    expect(eventsOf(run, 'lease.extended').map(({ place }) => place)).toEqual(['object']);
    expect(eventsOf(run, 'lease.released').map(({ places }) => places)).toEqual([['object', 'file']]);
  });

  it('lets a second run wait for its end', async () => {
    const simulation = new Simulation({ spec: tutorialSpec() });
    const runs = [startLeased(simulation, 'a'), startLeased(simulation, 'b')];
    const results = await Promise.all(runs.map(({ result }) => result));
    expect(results.map((result) => result?.status)).toEqual(['ready', 'ready']);
    expect(overlaps(runs)).toEqual([]);
    expect(interleaved(runs).length).toBeLessThanOrEqual(2);
  });
});
