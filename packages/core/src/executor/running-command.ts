import type { Command } from '../commands/command.js';
import type { StepPlan } from '../commands/step-plan.js';
import type { IssuedCommand } from '../protocol/context.js';
import { StepPlanRun } from './step-plan-run.js';

/** A command under way: its plan, and who issued it. */
export class RunningCommand extends StepPlanRun {
  readonly issued: IssuedCommand;

  constructor(issued: IssuedCommand, plan: StepPlan) {
    super(plan);
    this.issued = issued;
  }

  get command(): Command {
    return this.issued.command;
  }
}
