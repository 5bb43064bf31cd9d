import { describe, expect, test } from 'vitest';
import { seconds } from '../../../src/engine/scheduler.js';
import { etcdErrors } from '../../../src/etcd/errors.js';
import { Membership } from '../../../src/etcd/membership.js';
import type { ReconfigurationView } from '../../../src/etcd/server/reconfiguration.js';
import { mayAdd, mayPromote, mayRemove } from '../../../src/etcd/server/reconfiguration.js';

type Condition = 'up' | 'just-up' | 'down' | 'unstarted';

const NOW_US = seconds(1000);
const { notEnoughStartedMembers, unhealthyCluster, learnerNotReady, memberNotFound } = etcdErrors;

/** Members 1, 2, … as member 1, the asked one, sees them. */
function view(voters: readonly Condition[], learners: readonly Condition[] = []): ReconfigurationView {
  const membership = new Membership();
  const conditions = new Map<string, Condition>();
  const add = (condition: Condition, learner: boolean): void => {
    const id = String(conditions.size + 1);
    conditions.set(id, condition);
    const name = condition === 'unstarted' ? '' : `cp${id}`;
    const peerUrls = [`http://10.0.0.${id}:2380`];
    membership.apply({ kind: 'add-member', member: { id, name, peerUrls, clientUrls: [], learner } });
  };
  for (const condition of voters) add(condition, false);
  for (const condition of learners) add(condition, true);
  return {
    self: '1',
    membership,
    nowUs: NOW_US,
    activeSince: (id) => {
      const condition = conditions.get(id);
      if (condition === 'up') return NOW_US - seconds(6);
      return condition === 'just-up' ? NOW_US - seconds(5) : undefined;
    },
  };
}

describe('adding a member', () => {
  const up = 'up';
  test.each([
    { voters: [up], old: undefined, now: undefined, learner: undefined },
    { voters: [up, up], old: undefined, now: undefined, learner: undefined },
    { voters: [up, 'just-up'], old: unhealthyCluster, now: unhealthyCluster, learner: unhealthyCluster },
    { voters: [up, 'down'], old: unhealthyCluster, now: unhealthyCluster, learner: unhealthyCluster },
    {
      voters: [up, 'unstarted'],
      old: notEnoughStartedMembers,
      now: notEnoughStartedMembers,
      learner: unhealthyCluster,
    },
    { voters: [up, up, up], old: undefined, now: undefined, learner: undefined },
    { voters: [up, up, 'down'], old: unhealthyCluster, now: unhealthyCluster, learner: unhealthyCluster },
    { voters: [up, up, up, 'unstarted'], old: unhealthyCluster, now: undefined, learner: undefined },
    { voters: [up, up, up, up, 'down'], old: unhealthyCluster, now: undefined, learner: undefined },
  ] as const)('to voters $voters', ({ voters, old, now, learner }) => {
    expect(mayAdd(view(voters), false, 'all-voters')).toBe(old);
    expect(mayAdd(view(voters), false, 'quorum-of-enlarged')).toBe(now);
    expect(mayAdd(view(voters), true, 'quorum-of-enlarged')).toBe(learner);
  });
});

describe('removing a voter', () => {
  test.each([
    { voters: ['up'], target: '1', refusal: notEnoughStartedMembers },
    { voters: ['up', 'up', 'up'], target: '2', refusal: undefined },
    { voters: ['up', 'up', 'up'], target: '1', refusal: undefined },
    { voters: ['up', 'just-up', 'just-up'], target: '2', refusal: unhealthyCluster },
    { voters: ['up', 'just-up', 'just-up'], target: '1', refusal: unhealthyCluster },
    { voters: ['up', 'up', 'down'], target: '3', refusal: undefined },
    { voters: ['up', 'up', 'down'], target: '2', refusal: unhealthyCluster },
    { voters: ['up', 'up', 'down'], target: '1', refusal: unhealthyCluster },
    { voters: ['up', 'up', 'up', 'up', 'down'], target: '5', refusal: undefined },
    { voters: ['up', 'up', 'up', 'up', 'down'], target: '2', refusal: undefined },
    { voters: ['up', 'up', 'up', 'up', 'down'], target: '1', refusal: undefined },
    { voters: ['up', 'up'], target: '2', refusal: undefined },
    { voters: ['up', 'up'], target: '1', refusal: undefined },
    { voters: ['up', 'down'], target: '2', refusal: undefined },
    { voters: ['up', 'down', 'down'], target: '2', refusal: undefined },
    { voters: ['up', 'up', 'unstarted'], target: '3', refusal: undefined },
    { voters: ['up', 'up', 'unstarted'], target: '2', refusal: notEnoughStartedMembers },
  ] as const)('$target of $voters', ({ voters, target, refusal }) => {
    expect(mayRemove(view(voters), target)).toBe(refusal);
  });

  test('a learner always goes', () => {
    expect(mayRemove(view(['up', 'down'], ['down']), '3')).toBeUndefined();
  });
});

describe('promoting a learner', () => {
  const three = view(['up', 'up', 'up'], ['down']);
  test('needs nine tenths of the log of the leader, and nobody asks whether it is alive', () => {
    expect(mayPromote(three, 90, 100)).toBeUndefined();
    expect(mayPromote(three, 89, 100)).toBe(learnerNotReady);
  });

  test('never passes for one that has not started', () => {
    expect(mayPromote(three, 0, 11)).toBe(learnerNotReady);
  });

  test('fails for an unknown id', () => {
    expect(mayPromote(three, undefined, 11)).toBe(memberNotFound);
  });

  test('counts the learner among the started', () => {
    expect(mayPromote(view(['up'], ['up']), 10, 10)).toBeUndefined();
    expect(mayPromote(view(['up', 'unstarted', 'unstarted'], ['up']), 10, 10)).toBe(notEnoughStartedMembers);
  });
});
