import type { PlacedStep, StepPlan } from '../commands/step-plan.js';
import { isDue } from '../commands/step-plan.js';
import type { StepOutcome } from '../steps/step-outcome.js';

/** A plan under way: the stage it is in, what its steps came to. No promises: whoever starts the steps moves it. */
export class StepPlanRun {
  readonly plan: StepPlan;
  readonly outcomes = new Map<string, StepOutcome>();
  #stage = -1;
  #pending = 0;
  #failed = false;

  constructor(plan: StepPlan) {
    this.plan = plan;
  }

  /** Steps to start now; undefined while steps are pending, empty when the plan has ended. */
  next(): readonly PlacedStep[] | undefined {
    if (this.#pending > 0) return undefined;
    for (;;) {
      this.#stage += 1;
      const stage = this.plan.stages[this.#stage];
      if (stage === undefined) return [];
      if (this.#failed && stage.mode !== 'cleanup') continue;
      const steps = stage.steps.filter((placed) => isDue(placed, this.outcomes));
      if (steps.length === 0) continue;
      this.#pending = steps.length;
      return steps;
    }
  }

  settle(key: string, outcome: StepOutcome): void {
    this.outcomes.set(key, outcome);
    this.#pending -= 1;
    if (outcome.kind !== 'succeeded' && this.plan.stages[this.#stage]?.mode === 'stop') this.#failed = true;
  }
}
