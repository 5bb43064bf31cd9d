import type { Command } from '@quorate/core';
import { hostNamed } from '@quorate/core';
import type { Simulation } from '../simulation/simulation.js';
import type { Invariant } from './invariant.js';
import { newestView } from './voters.js';

export const oneLeaderPerTerm: Invariant = {
  id: 'one-leader-per-term',
  title: 'no two members lead in one term',
  formula: 'for every term of raft: the number of different members that became its leader ≤ 1',
  watch: () => {
    const leaders = new Map<string, string>();
    return {
      records: {
        'etcd.leader-elected': ({ detail }) => {
          const term = String(detail?.['term']);
          const member = String(detail?.['member']);
          const before = leaders.get(term);
          leaders.set(term, member);
          return before === undefined || before === member
            ? undefined
            : `term ${term}: ${before} and ${member}`;
        },
      },
    };
  },
};

export const oneMembershipChangeAtATime: Invariant = {
  id: 'one-membership-change-at-a-time',
  title: 'at most one member, and one command, is on its way',
  formula:
    'members that are learners or have not started ≤ 1, after every member added; and of the commands initialise, join-control-plane, finish-join, promote-learner, remove-member and reset-host of a master, those issued and not settled ≤ 1',
  watch: ({ simulation: { world } }) => ({
    records: {
      'etcd.member-added': () => {
        const members = newestView(world)?.members ?? [];
        const changing = members.filter((member) => member.learner || member.name === '');
        return changing.length <= 1 ? undefined : `${changing.length} members are on their way at once`;
      },
    },
  }),
  watchRun: ({ simulation }) => {
    const inFlight = new Map<string, string>();
    return {
      onEvent: (event) => {
        if (event.type === 'command.settled') inFlight.delete(event.id);
        if (event.type !== 'command.issued' || !changesControlPlane(event.command, simulation))
          return undefined;
        inFlight.set(event.id, event.title);
        return inFlight.size <= 1 ? undefined : `at once: ${[...inFlight.values()].join('; ')}`;
      },
    };
  },
};

/** Commands that add, remove or rebuild a member of etcd. */
export function changesControlPlane(command: Command, { spec }: Simulation): boolean {
  return (
    CONTROL_PLANE_CHANGES.has(command.kind) ||
    (command.kind === 'reset-host' && hostNamed(spec, command.host).role === 'control-plane')
  );
}

const CONTROL_PLANE_CHANGES: ReadonlySet<Command['kind']> = new Set([
  'initialise',
  'finish-initialise',
  'join-control-plane',
  'finish-join',
  'promote-learner',
  'remove-member',
]);
