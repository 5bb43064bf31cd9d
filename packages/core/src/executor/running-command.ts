import type { Command } from '../commands/command.js';
import type { PlacedStep, StepPlan } from '../commands/step-plan.js';
import { isDue } from '../commands/step-plan.js';
import type { IssuedCommand } from '../protocol/context.js';
import type { StepOutcome } from '../steps/step-outcome.js';

/** A command under way: its plan, the stage it is in, what its steps came to. No promises: the executor's loop moves it. */
export class RunningCommand {
  readonly issued: IssuedCommand;
  readonly plan: StepPlan;
  readonly outcomes = new Map<string, StepOutcome>();
  #stage = -1;
  #pending = 0;
  #failed = false;

  constructor(issued: IssuedCommand, plan: StepPlan) {
    this.issued = issued;
    this.plan = plan;
  }

  get command(): Command {
    return this.issued.command;
  }

  /** Steps to start now; undefined while steps are pending, empty when the command has ended. */
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
