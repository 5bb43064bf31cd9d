import type { Command, CommandId, Verdict } from '@quorate/core';
import type { Finding, Invariant } from './invariant.js';
import { changesControlPlane } from './membership.js';

const NEED_PERMIT: ReadonlySet<Command['kind']> = new Set([
  'initialise',
  'join-control-plane',
  'join-worker',
  'promote-learner',
  'remove-member',
  'prepare-host',
]);

export const noChangeWithoutPermit: Invariant = {
  id: 'no-change-without-permit',
  title: 'what adds a host, changes a member or prepares a host was permitted by checks that all hold',
  formula:
    'initialise, join-control-plane, join-worker, promote-learner, remove-member and prepare-host carry a verdict with allowed = true, at least one check, every check `yes`, and evidence for each',
  watchRun: () => ({
    onEvent: (event) => {
      if (event.type !== 'command.issued') return undefined;
      const { permit, title, command } = event;
      if (permit === undefined)
        return NEED_PERMIT.has(command.kind) ? `${title}: without a permit` : undefined;
      const problem = problemOf(permit);
      return problem === undefined ? undefined : `${title}: ${problem}`;
    },
  }),
};

function problemOf({ allowed, checks }: Verdict): Finding {
  if (!allowed) return 'its verdict does not allow it';
  if (checks.length === 0) return 'its verdict looked at nothing';
  const failing = checks.find(({ holds }) => holds !== 'yes');
  if (failing !== undefined) return `check ${failing.id} is ${failing.holds}`;
  const bare = checks.find(({ evidence }) => evidence.trim() === '');
  return bare === undefined ? undefined : `check ${bare.id} has no evidence`;
}

export const noChangeOnOldFacts: Invariant = {
  id: 'no-change-on-old-facts',
  title: 'no change of the control plane on facts that are older than the last one',
  formula:
    'between the end of one command that changes the control plane (or the start of the run) and the issue of the next: looks that began and ended with an observation ≥ 1',
  watchRun: ({ simulation }) => {
    const looking = new Set<CommandId>();
    let seen = false;
    return {
      onEvent: (event) => {
        if (event.type === 'command.settled') {
          if (looking.delete(event.id)) seen ||= event.report.facts.kind === 'observed';
          if (changesControlPlane(event.command, simulation)) {
            looking.clear();
            seen = false;
          }
        }
        if (event.type !== 'command.issued') return undefined;
        if (event.command.kind === 'observe') looking.add(event.id);
        return seen || !changesControlPlane(event.command, simulation)
          ? undefined
          : `${event.title}: nobody has looked since the last change`;
      },
    };
  },
};
