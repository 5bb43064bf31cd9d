import { describe, expect, it } from 'vitest';
import type { ClusterProperty } from '../../src/check/index.js';
import { checkCluster, faultText } from '../../src/check/index.js';
import { mastersOnly } from './small-cluster.js';

const noReboots: ClusterProperty = {
  kind: 'always',
  id: 'no-power-loss',
  title: 'no host ever loses its power',
  watch: () => (record) => (record.event === 'host.powered-off' ? `${record.host ?? ''} is off` : undefined),
};
const faults = { kinds: ['reboot', 'cut', 'slow-replies'], withinMs: 60_000 };

describe('checking a cluster', () => {
  it('counts how runs ended and which faults struck; same seed, same runs', async () => {
    const once = await checkCluster(mastersOnly(), [], { runs: 4, seed: 2, faults });
    expect(once.passed).toBe(true);
    expect(once.runs).toBe(4);
    expect(Object.values(once.ends).reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await checkCluster(mastersOnly(), [], { runs: 4, seed: 2, faults })).toEqual(once);
  });

  it('ends before a run when it is told to', async () => {
    const stop = new Error('stop');
    const numbers: number[] = [];
    const searching = checkCluster(mastersOnly(), [], {
      ...{ runs: 4, seed: 2, faults },
      beforeRun: () => (numbers.length === 1 ? Promise.reject(stop) : Promise.resolve()),
      onRun: (_run, number) => numbers.push(number),
    });
    await expect(searching).rejects.toBe(stop);
    expect(numbers).toEqual([1]);
  });

  it('shrinks and explains what breaks a property', async () => {
    let begun = 0;
    const { passed, failure } = await checkCluster(mastersOnly(), [noReboots], {
      runs: 40,
      seed: 1,
      faults,
      shrinkRuns: 60,
      beforeRun: () => {
        begun += 1;
        return Promise.resolve();
      },
    });
    expect(passed).toBe(false);
    expect(begun).toBe((failure?.run ?? 0) + (failure?.shrinkRuns ?? 0));
    expect(failure?.shrunk.end).toMatchObject({ kind: 'property', property: 'no-power-loss' });
    const shrunk = (failure?.shrunk.scenario.faults ?? []).map(faultText);
    expect(shrunk).toHaveLength(1);
    expect(failure?.scenarioText).toContain(shrunk[0]);
    expect(failure?.explanation).toContain('must hold: no host ever loses its power');
  });
});
