import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/index.js';
import { faultText, shrink } from '../../src/check/index.js';
import { tutorialSpec } from '../support/specs.js';
import { scenarioOf } from './small-cluster.js';

const noisy = scenarioOf(
  [
    'isolate:master2@17300ms~4s',
    'kill:master3,etcd@etcd.member-added#2+1700ms',
    'slow-replies:node1,7s@11s~31s',
    'reboot:node2@91234ms',
    'move-clock:proxy,25h@23s~77s',
    'reboot:master2@61s',
  ],
  tutorialSpec(),
);

/** Fails as long as some fault reboots any master. */
const rebootsAMaster = async ({ faults }: Scenario): Promise<boolean> =>
  faults.some(({ kind, args }) => kind === 'reboot' && args['host']?.startsWith('master') === true);

describe('shrinking', () => {
  it('leaves the one fault that matters, at its simplest, and the fewest hosts', async () => {
    const { scenario, runs, minimal } = await shrink(noisy, rebootsAMaster);
    expect(scenario.faults.map(faultText)).toEqual(['reboot:master2@0ms']);
    expect(scenario.spec.hosts.map(({ name }) => name)).not.toContain('node1');
    expect(minimal).toBe(true);
    expect(runs).toBeLessThan(60);
  });

  it('tries each host of its own, not only how many there are', async () => {
    const needsNode2 = async ({ spec }: Scenario): Promise<boolean> =>
      spec.hosts.some(({ name }) => name === 'node2');
    const { scenario, minimal } = await shrink(scenarioOf([], tutorialSpec()), needsNode2);
    const names = scenario.spec.hosts.map(({ name }) => name);
    expect(names).toContain('node2');
    expect(names).not.toContain('node1');
    expect(names).not.toContain('jumpbox');
    expect(minimal).toBe(true);
  });

  it('leaves late and unprepared only the hosts that must be', async () => {
    const story: Scenario = {
      ...scenarioOf([], tutorialSpec()),
      late: { node2: 60_000, node1: 60_000 },
      unprepared: ['node2', 'node1'],
    };
    const stillFails = async ({ spec, late, unprepared = [] }: Scenario): Promise<boolean> =>
      spec.hosts.length === story.spec.hosts.length && 'node2' in late && unprepared.includes('node2');
    const { scenario, minimal } = await shrink(story, stillFails);
    expect(scenario).toMatchObject({ late: { node2: 60_000 }, unprepared: ['node2'] });
    expect(Object.keys(scenario.late)).toEqual(['node2']);
    expect(minimal).toBe(true);
  });

  it('keeps faults that are needed together', async () => {
    const both = async ({ faults }: Scenario): Promise<boolean> =>
      faults.some(({ kind }) => kind === 'kill') && faults.some(({ kind }) => kind === 'isolate');
    const { scenario } = await shrink(noisy, both);
    expect(scenario.faults.map(({ kind }) => kind)).toEqual(['isolate', 'kill']);
  });

  it('never gives a scenario that does not fail, nor asks more often than it may', async () => {
    let asked = 0;
    const counted = async (candidate: Scenario): Promise<boolean> => {
      asked += 1;
      return rebootsAMaster(candidate);
    };
    const { scenario, runs, minimal } = await shrink(noisy, counted, { maxRuns: 3 });
    expect({ asked, runs, minimal }).toEqual({ asked: 3, runs: 3, minimal: false });
    expect(await rebootsAMaster(scenario)).toBe(true);
  });

  it('leaves a scenario alone of which nothing can be left out', async () => {
    const only = async (candidate: Scenario): Promise<boolean> => candidate === noisy;
    expect((await shrink(noisy, only)).scenario).toBe(noisy);
  });
});
