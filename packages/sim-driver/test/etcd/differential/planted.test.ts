import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { firstDifference } from './compare.js';
import { inParallel, recordInTime } from './campaign.js';
import { Membership, quorumOf } from '../../../src/etcd/membership.js';
import type { ReconfigurationView } from '../../../src/etcd/server/reconfiguration.js';
import { describeWithEtcd, realVersion } from './real-etcd.js';
import type { Recording } from './recording.js';
import type { Script } from './script.js';
import { simulate } from './simulate.js';

/** Which wrong rule the simulated etcd follows. */
const planted = vi.hoisted(() => ({ rule: 'none' }));

vi.mock(import('../../../src/etcd/server/reconfiguration.js'), async (original) => {
  const rules = await original();
  const settledLinks = (view: ReconfigurationView): ReconfigurationView =>
    planted.rule !== 'no-health-interval'
      ? view
      : { ...view, activeSince: (id) => (view.activeSince(id) === undefined ? undefined : 0) };
  return {
    mayAdd: (view, learner, rule) => rules.mayAdd(settledLinks(view), learner, rule),
    mayRemove: (view, id) => rules.mayRemove(settledLinks(view), id),
    mayPromote: (view, learner, leader) =>
      rules.mayPromote(view, planted.rule === 'promote-unsynced' ? leader : learner, leader),
  };
});

const scripts = {
  removedInHaste: { voters: 3, steps: [{ kind: 'remove', slot: 2, asked: 0 }] },
  twoUnstarted: {
    voters: 1,
    steps: [
      { kind: 'add', slot: 2, learner: false, asked: 0 },
      { kind: 'add', slot: 3, learner: false, asked: 0 },
    ],
  },
  promotedUnstarted: {
    voters: 1,
    steps: [
      { kind: 'add', slot: 2, learner: true, asked: 0 },
      { kind: 'promote', slot: 2, asked: 0 },
    ],
  },
  ghostVoter: {
    voters: 1,
    steps: [
      { kind: 'add', slot: 2, learner: false, asked: 0 },
      { kind: 'put', asked: 0 },
    ],
  },
  sameAddressTwice: {
    voters: 1,
    steps: [{ kind: 'add', slot: 1, learner: true, asked: 0 }],
  },
} as const satisfies Record<string, Script>;

describeWithEtcd('a wrong rule planted in the simulated etcd is noticed', () => {
  const recordings = new Map<keyof typeof scripts, Recording>();

  beforeAll(async () => {
    const names = Object.keys(scripts) as (keyof typeof scripts)[];
    await inParallel(names, names.length, async (name) => {
      const recorded = await recordInTime(scripts[name], realVersion ?? '');
      if (recorded.kind === 'too-slow') throw new Error(`${name}: ${recorded.reason}`);
      recordings.set(name, recorded.recording);
    });
  });

  afterEach(() => {
    planted.rule = 'none';
    vi.restoreAllMocks();
  });

  test('none is planted: all of these are alike', () => {
    for (const name of Object.keys(scripts) as (keyof typeof scripts)[])
      expect({ name, differs: differsAt(name) }).toEqual({ name, differs: undefined });
  });

  test('the strict reconfiguration check is off', () => {
    const lax = { extraFlags: ['--strict-reconfig-check=false'] };
    expect(differsAt('removedInHaste', lax)).toBe('remove slot=2 asked=0');
    expect(differsAt('twoUnstarted', lax)).toBe('add slot=3 learner=false asked=0');
  });

  test('a learner that is not in sync is promoted', () => {
    planted.rule = 'promote-unsynced';
    expect(differsAt('promotedUnstarted')).toBe('promote slot=2 asked=0');
  });

  test('a link counts from its first moment on', () => {
    planted.rule = 'no-health-interval';
    expect(differsAt('removedInHaste')).toBe('remove slot=2 asked=0');
  });

  test('a voter that was never started does not count for the quorum', () => {
    vi.spyOn(Membership.prototype, 'quorum', 'get').mockImplementation(function (this: Membership) {
      return quorumOf(this.list().filter((member) => !member.learner && member.name !== '').length);
    });
    expect(differsAt('ghostVoter')).toBeDefined();
  });

  test('a peer URL may be used twice', () => {
    vi.spyOn(Membership.prototype, 'validate').mockReturnValue(undefined);
    expect(differsAt('sameAddressTwice')).toBe('add slot=1 learner=true asked=0');
  });

  /** The title of the first step that differs. */
  function differsAt(
    name: keyof typeof scripts,
    options?: Parameters<typeof simulate>[1],
  ): string | undefined {
    const recording = recordings.get(name);
    if (recording === undefined) throw new Error(`${name} was not recorded`);
    const difference = firstDifference(recording, simulate(recording, options));
    return difference === undefined ? undefined : recording.steps[difference.step]?.title;
  }
});
