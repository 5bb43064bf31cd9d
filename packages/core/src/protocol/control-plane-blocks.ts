import type { BlockReason } from '../decisions/block-reason.js';
import { failedJoinRemedies } from '../decisions/failed-join.js';
import { fitnessRemedies } from '../decisions/fitness-remedies.js';
import type { Check, CheckId, Verdict } from '../decisions/verdict.js';
import { check, refusals } from '../decisions/verdict.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import type { RepairStep } from './control-plane-plan.js';
import { finishKey, joinsThatCount } from './join-attempts.js';

/** Why the control plane cannot go on, for a person. */

/** With these alone in the way, it is the path to the apiservers that is broken, not the apiservers. */
const ENDPOINT_CHECKS: ReadonlySet<CheckId> = new Set(['api-through-endpoint', 'api-stable']);

export function joinRefused(host: HostSpec, permit: Verdict): BlockReason {
  const evidence = refusals(permit);
  if (evidence.every((one) => ENDPOINT_CHECKS.has(one.id))) {
    return {
      code: 'endpoint-not-reachable',
      summary: `${host.name} may not join: the apiservers answer, but not through the control-plane endpoint`,
      evidence,
      remedies: [
        'check the load balancer, and the route from the masters to it',
        'the run goes on by itself',
      ],
    };
  }
  const remedies = [...fitnessRemedies(evidence), 'put right what is listed; the run goes on by itself'];
  if (evidence.every(({ id }) => id === 'peer-ports-open')) {
    const summary = `${host.name} may not join: it and other masters do not reach each other, and its member would not either`;
    return { code: 'peers-not-reachable', summary, evidence, remedies };
  }
  return {
    code: 'join-refused',
    summary: `${host.name} may not join the control plane`,
    evidence,
    remedies,
  };
}

export function joinsSpent(context: ProtocolContext, host: HostSpec): BlockReason {
  const begun = `its join was begun ${joinsThatCount(context, host.name)} times, and it is no member`;
  return {
    code: 'join-budget-spent',
    summary: `${host.name} did not become a master in the ${context.spec.budgets.joinAttempts} attempts of the budget${lastFailure(context, host)}`,
    evidence: [check('one-voter-per-master', 'no', `${host.name}: ${begun}`), ...failuresOf(context)],
    remedies: spentRemedies(context, host),
  };
}

/** What was done may have succeeded each time, and have come to nothing: that is what has to be told then. */
export function repairsSpent(
  context: ProtocolContext,
  host: HostSpec,
  { kind, reason }: RepairStep,
  times: number,
): BlockReason {
  return {
    code: 'join-budget-spent',
    summary: `${host.name} did not become a master: ${kind} was done ${times} times, in vain${lastFailure(context, host)}`,
    evidence: [
      check(MISSING_AFTER[kind], 'no', `${kind}, ${times} times: ${reason}`),
      ...failuresOf(context),
    ],
    remedies: spentRemedies(context, host),
  };
}

const MISSING_AFTER: Readonly<Record<RepairStep['kind'], CheckId>> = {
  'finish-join': 'control-plane-labelled',
  'promote-learner': 'no-learner',
  'restart-kubelet': 'every-member-started',
  'remove-member': 'no-stray-member',
  'delete-node': 'host-clean',
  'reset-host': 'host-clean',
};

function failuresOf({ failures }: ProtocolContext): readonly Check[] {
  return failures.map((line) => check('host-clean', 'no', line));
}

function spentRemedies({ failedJoins }: ProtocolContext, { name }: HostSpec): readonly string[] {
  return [
    ...failedJoinRemedies(name, failedJoins[name]?.reason),
    `look at ${name}: journalctl -u kubelet, crictl ps -a`,
    'then start the run again',
  ];
}

function lastFailure({ failedJoins }: ProtocolContext, host: HostSpec): string {
  const failed = failedJoins[finishKey(host.name)] ?? failedJoins[host.name];
  return failed === undefined ? '' : `; the last ended with ${failed.reason}, ${failed.times} in a row`;
}

export function unreachableMaster(host: HostSpec, reason: string): BlockReason {
  return {
    code: 'host-unreachable',
    summary: reason,
    evidence: [check('host-reachable', 'no', reason)],
    remedies: [`switch ${host.name} on, or repair the way to it (network, SSH); the run goes on by itself`],
  };
}
