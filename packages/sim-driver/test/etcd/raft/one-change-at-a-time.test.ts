import { describe, expect, it } from 'vitest';
import { Membership } from '../../../src/etcd/membership.js';
import type { Command } from '../../../src/etcd/raft/command.js';
import type { HardState, RaftEnvironment } from '../../../src/etcd/raft/environment.js';
import { RaftLog } from '../../../src/etcd/raft/raft-log.js';
import { RaftNode } from '../../../src/etcd/raft/raft-node.js';

/** Member 1 of three, whose messages go nowhere; what is applied is said by the test. */
function leader(applied: () => number) {
  const membership = new Membership();
  for (const id of ['1', '2', '3']) {
    const member = {
      id,
      name: `cp${id}`,
      peerUrls: [`http://10.0.0.${id}:2380`],
      clientUrls: [],
      learner: false,
    };
    membership.apply({ kind: 'add-member', member });
  }
  const nothing = (): void => undefined;
  const environment: RaftEnvironment = {
    membership: () => membership,
    appliedIndex: applied,
    reaches: () => true,
    send: nothing,
    leaderLeaseHolds: () => false,
    heardFromLeader: nothing,
    electionReset: nothing,
    roleChanged: nothing,
    leaderChanged: nothing,
    commitAdvanced: nothing,
    takeSnapshot: () => {
      throw new Error('nothing is compacted');
    },
    installSnapshot: nothing,
    panic: (message) => {
      throw new Error(message);
    },
  };
  const state: HardState = { term: 1, vote: undefined, commit: 0, log: new RaftLog() };
  const node = new RaftNode('1', state, environment, { preVote: false });
  node.campaign();
  node.step({ kind: 'vote-reply', from: '2', term: 2, granted: true });
  return node;
}

const removal = (memberId: string): Command => ({
  kind: 'configuration',
  change: { kind: 'remove-member', memberId },
});

describe('a leader', () => {
  it('puts an empty entry in the place of a second change whose predecessor is not applied, and tells nobody', () => {
    let applied = 1;
    const node = leader(() => applied);
    const kindAt = (index: number) => node.state.log.at(index)?.command.kind;
    expect(node.role).toBe('leader');
    expect(node.propose(removal('3'))).toBe(true);
    expect(node.propose(removal('2'))).toBe(true);
    expect([kindAt(1), kindAt(2), kindAt(3)]).toEqual(['empty', 'configuration', 'empty']);
    applied = 3;
    expect(node.propose(removal('2'))).toBe(true);
    expect(kindAt(4)).toBe('configuration');
  });
});
