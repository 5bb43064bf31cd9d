import { joinIsDone } from '../../observation/read/kubeadm-output.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { ResetHostCommand } from '../command.js';
import { CHECK_CONFIG } from '../lower/configure-load-balancer.js';
import { HAND_OVER } from '../lower/members.js';
import { cleanCniKey } from '../lower/reset-host.js';
import type { StepOutcomes, StepPlan } from '../step-plan.js';
import type { ChangeResult } from './change.js';
import { readChange } from './change.js';
import { cutOffKubeadm } from './cut-off-kubeadm.js';
import { linesThatMatter } from './excerpt.js';

/** The program's own check refused the configuration; the service was left as it was. */
export function readConfigureLoadBalancer(plan: StepPlan, outcomes: StepOutcomes): ChangeResult {
  return readChange(plan, outcomes, {
    classOf: (placed, { cause }) =>
      placed.key.endsWith(`/${CHECK_CONFIG}`) && cause.kind === 'exit'
        ? 'load-balancer-config-invalid'
        : undefined,
  });
}

/** kubeadm prints its closing lines last: a join that printed them is done, also when its exit code was lost. */
export function readJoin(plan: StepPlan, outcomes: StepOutcomes): ChangeResult {
  return readChange(plan, outcomes, {
    hadItsEffect: (_placed, outcome) => outcome.kind === 'unknown' && joinIsDone(outcome.stdout),
    cutOffIn: cutOffKubeadm,
  });
}

/** A token that is not there any more is revoked. */
export function readRevokeCredentials(plan: StepPlan, outcomes: StepOutcomes): ChangeResult {
  return readChange(plan, outcomes, {
    hadItsEffect: (_placed, outcome) =>
      saidWithExit(outcome, /secrets "bootstrap-token-[a-z0-9]{6}" not found/),
  });
}

/** etcd: a member that is no learner any more is a voter. */
export function readPromoteLearner(plan: StepPlan, outcomes: StepOutcomes): ChangeResult {
  return readChange(plan, outcomes, {
    hadItsEffect: (_placed, outcome) =>
      saidWithExit(outcome, /etcdserver: can only promote a learner member$/m),
  });
}

/** etcd: a member that is not in the list has been removed. One that could not hand over leadership goes as well. */
export function readRemoveMember(plan: StepPlan, outcomes: StepOutcomes): ChangeResult {
  return readChange(plan, outcomes, {
    hadItsEffect: ({ key }, outcome) =>
      key.endsWith(`/${HAND_OVER}`) || saidWithExit(outcome, /etcdserver: member not found/),
  });
}

/** find: a directory that is not there holds nothing. */
export function readResetHost(
  command: ResetHostCommand,
  plan: StepPlan,
  outcomes: StepOutcomes,
): ChangeResult {
  const key = cleanCniKey(command);
  return readChange(plan, outcomes, {
    hadItsEffect: (placed, outcome) =>
      placed.key === key && saidWithExit(outcome, /^find: .*: No such file or directory$/),
  });
}

function saidWithExit(outcome: StepOutcome, pattern: RegExp): boolean {
  return (
    outcome.kind === 'failed' &&
    outcome.cause.kind === 'exit' &&
    pattern.test(linesThatMatter(outcome.stderr).join('\n'))
  );
}
