import { quorumOf } from '@quorate/core';
import type { EtcdMemberView } from '../etcd/inspect.js';
import { etcdMembers } from '../etcd/inspect.js';
import type { World } from '../world/world.js';
import type { Invariant } from './invariant.js';

export const oneLeaderPerTerm: Invariant = {
  id: 'one-leader-per-term',
  title: 'no two members lead in one term',
  watch: () => {
    const leaders = new Map<string, string>();
    return ({ event, detail }) => {
      if (event !== 'etcd.leader-elected') return undefined;
      const term = String(detail?.['term']);
      const member = String(detail?.['member']);
      const before = leaders.get(term);
      leaders.set(term, member);
      return before === undefined || before === member ? undefined : `term ${term}: ${before} and ${member}`;
    };
  },
};

const CHANGES = new Set(['etcd.member-added', 'etcd.member-removed', 'etcd.member-promoted']);

/** The list of the member that has applied most. */
function newest(world: World): EtcdMemberView | undefined {
  return etcdMembers(world).reduce<EtcdMemberView | undefined>(
    (best, one) => (best === undefined || one.applied > best.applied ? one : best),
    undefined,
  );
}

export const quorumAfterEveryChange: Invariant = {
  id: 'quorum-after-every-change',
  title: 'after a membership change the voters that run have quorum; 1 → 2 is the known window',
  watch: ({ world }) => {
    return ({ event }) => {
      if (!CHANGES.has(event)) return undefined;
      const view = newest(world);
      if (view === undefined) return undefined;
      const voters = view.members.filter((member) => !member.learner);
      const running = new Set(etcdMembers(world).map((member) => member.memberId));
      const up = voters.filter((voter) => running.has(voter.id)).length;
      if (voters.length <= 2 || up >= quorumOf(voters.length)) return undefined;
      return `${event}: ${up} of ${voters.length} voters run, quorum ${quorumOf(voters.length)}`;
    };
  },
};

export const oneMembershipChangeAtATime: Invariant = {
  id: 'one-membership-change-at-a-time',
  title: 'at most one member is a learner or has not started',
  watch: ({ world }) => {
    return ({ event }) => {
      if (event !== 'etcd.member-added') return undefined;
      const changing = newest(world)?.members.filter((member) => member.learner || member.name === '') ?? [];
      return changing.length <= 1 ? undefined : `${changing.length} members are on their way at once`;
    };
  },
};
