import type { HostSpec } from '@quorate/core';
import type { Simulation } from '../../simulation/simulation.js';
import type { Finding } from '../invariant.js';
import { attemptsOf } from './attempts.js';
import { checksThatHold } from './failing-checks.js';
import type { BlockJudge } from './judge.js';
import { hostsIn, hostsOfReason, namesOf } from './named-hosts.js';
import { lackOfHost } from './standing.js';

export const joinRefused: BlockJudge = (simulation, reason) => {
  const holding = checksThatHold(simulation, reason);
  if (holding !== undefined) return holding;
  const named = hostsOfReason(simulation.spec, reason);
  const lacking = named.find((host) => lackOfHost(simulation, host) !== undefined);
  return lacking === undefined ? `${namesOf(named)} are complete parts of the cluster` : undefined;
};

export const joinBudgetSpent: BlockJudge = (simulation, { summary }) =>
  budgetSpent(simulation, hostsIn(simulation.spec, summary)[0], 'join-control-plane');

export const workerBudgetSpent: BlockJudge = (simulation, { summary }) =>
  budgetSpent(simulation, hostsIn(simulation.spec, summary)[0], 'join-worker');

/** What is undone or mended after a join has a budget of its own: so many times that of joins. */
const REPAIRS_PER_JOIN = 2;
const REPAIRS_OF_HOSTS = ['finish-join', 'restart-kubelet', 'reset-host', 'delete-node'] as const;
const REPAIRS_OF_MEMBERS = ['promote-learner', 'remove-member'] as const;

function budgetSpent(
  simulation: Simulation,
  host: HostSpec | undefined,
  join: 'join-control-plane' | 'join-worker',
): Finding {
  if (host === undefined) return 'no host is named';
  const { joinAttempts } = simulation.spec.budgets;
  const attempts = attemptsOf(simulation);
  const joins = attempts.of(join, host.name);
  const repairs = Math.max(
    ...REPAIRS_OF_HOSTS.map((kind) => attempts.of(kind, host.name)),
    ...REPAIRS_OF_MEMBERS.map((kind) => attempts.mostOf(kind)),
  );
  if (joins < joinAttempts && repairs < REPAIRS_PER_JOIN * joinAttempts)
    return `a join of ${host.name} was begun ${joins} of ${joinAttempts} times, and a repair ${repairs} times`;
  return lackOfHost(simulation, host) === undefined
    ? `${host.name} is a complete part of the cluster`
    : undefined;
}
