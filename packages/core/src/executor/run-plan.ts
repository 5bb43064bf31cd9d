import type { PlacedStep, StepOutcomes, StepPlan } from '../commands/step-plan.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import { Cancellation } from './cancellation.js';
import type { CancelSignal, Clock, Driver } from './driver.js';
import { Inbox } from './inbox.js';
import { startStep } from './start-step.js';
import { StepPlanRun } from './step-plan-run.js';

/** Whom the steps of a plan are given to. */
export interface Hands {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly signal?: CancelSignal;
}

/** Runs a plan outside the protocol: looks, diagnoses, the lease. The outcomes of all steps that were started, by key. */
export async function runPlan(plan: StepPlan, hands: Hands): Promise<StepOutcomes> {
  // One listener on the caller's signal, however many steps run at a time.
  const signal = new Cancellation();
  const unfollow = hands.signal === undefined ? undefined : signal.follow(hands.signal);
  try {
    return await runSteps(plan, { ...hands, signal });
  } finally {
    unfollow?.();
  }
}

async function runSteps(
  plan: StepPlan,
  { driver, clock, signal }: Hands & { readonly signal: CancelSignal },
): Promise<StepOutcomes> {
  const run = new StepPlanRun(plan);
  const inbox = new Inbox<{ readonly placed: PlacedStep; readonly outcome: StepOutcome }>();
  for (let steps = run.next() ?? []; steps.length > 0; steps = run.next() ?? []) {
    for (const placed of steps) {
      startStep(driver, placed, { signal }, (outcome) => {
        inbox.push({ placed, outcome });
      });
    }
    for (let pending = steps.length; pending > 0; pending -= 1) {
      if (inbox.empty) {
        // What was aborted ends by itself: nothing is left to wait for.
        if (!signal.aborted) clock.idle?.();
        await inbox.filled();
      }
      const arrival = inbox.take();
      if (arrival !== undefined) run.settle(arrival.placed.key, arrival.outcome);
    }
  }
  return run.outcomes;
}
