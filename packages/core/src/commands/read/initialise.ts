import { initIsDone, initWroteIntoCluster } from '../../observation/read/kubeadm-output.js';
import type { InitialiseCommand } from '../command.js';
import { initKey } from '../lower/initialise.js';
import type { LoweringContext } from '../lowering-context.js';
import type { Reading } from '../report.js';
import type { StepOutcomes, StepPlan } from '../step-plan.js';
import { readChange } from './change.js';
import { cutOffKubeadm } from './cut-off-kubeadm.js';
import { readToken, readUploadedKey, together } from './credentials.js';

/** Credentials are given only by an init that is done: those of another are in no cluster, or not wholly. */
export function readInitialise(
  command: InitialiseCommand,
  plan: StepPlan,
  outcomes: StepOutcomes,
  context: LoweringContext,
): Reading {
  const key = initKey(command);
  const change = readChange(plan, outcomes, {
    hadItsEffect: (placed, outcome) =>
      placed.key === key && outcome.kind === 'unknown' && initIsDone(outcome.stdout),
    cutOffIn: cutOffKubeadm,
  });
  const outcome = outcomes.get(key);
  if (change.outcome !== 'succeeded') {
    // Only of a kubeadm that is known to have ended: one whose end was not seen may have done all its work.
    const over = change.outcome === 'failed' && outcome?.kind !== 'unknown';
    const neverServed = over && !initWroteIntoCluster(outcome?.stdout ?? '');
    return {
      report: { ...change, facts: { kind: neverServed ? 'init-never-served' : 'none' } },
      secrets: {},
    };
  }
  const { facts, secrets } = together(readToken(outcome, context), readUploadedKey(outcome, context));
  return { report: { ...change, facts }, secrets };
}
