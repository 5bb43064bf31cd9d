import type { CommandReport } from '../commands/report.js';
import { mastersThatShouldServe, stabilityCheck } from '../decisions/may-join.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';
import type { WaitPlan } from './control-plane-plan.js';
import { answersEverywhere, nextAnswerMakesStable } from './stability.js';

/**
 * A look at every master is a hundred questions to hosts that have just begun to work, and what is waited for is often told by
 * one. So the API alone is asked, until its answer is another one; what is decided is decided after a whole look.
 */

/** What becomes of the other masters meanwhile is seen at least this often. */
const LOOK_AT_LEAST_EVERY_MS = 30_000;

/** The masters whose API alone is asked next; undefined when everything is looked at. */
export function mastersToProbe(context: ProtocolContext): readonly HostName[] | undefined {
  const { spec, observation, plan, stability, nowMs, mastersSeenMs } = context;
  if (plan?.kind !== 'wait' || nowMs - mastersSeenMs >= LOOK_AT_LEAST_EVERY_MS) return undefined;
  switch (plan.awaits) {
    case 'apiserver':
      return [plan.host];
    case 'stability':
      // The last of the answers that permit a join comes with everything else that does.
      return stability === null || observation === null || nextAnswerMakesStable(context)
        ? undefined
        : mastersThatShouldServe(spec, observation);
    case undefined:
      return undefined;
  }
}

/** Nothing was answered that would end the wait, or that a look would have to explain. */
export function awaitsStill({ plan }: ProtocolContext, { facts }: CommandReport): boolean {
  if (plan?.kind !== 'wait' || facts.kind !== 'api') return false;
  const answers = Object.values(facts.answers);
  return plan.awaits === 'stability'
    ? answers.every(answersEverywhere)
    : answers.every(({ itself }) => itself === 'no');
}

/** Why it waits, after what the last probe has told. */
export function reasonOfWait(plan: WaitPlan, { stability }: ProtocolContext): string {
  return plan.awaits === 'stability' ? `${plan.reason}: ${stabilityCheck(stability).evidence}` : plan.because;
}
