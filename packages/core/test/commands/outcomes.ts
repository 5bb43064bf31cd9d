import type { PlacedStep, StepOutcomes, StepPlan } from '../../src/commands/step-plan.js';
import { isDue } from '../../src/commands/step-plan.js';
import type { StepFailureCause, StepOutcome, StepUnknown } from '../../src/steps/step-outcome.js';

interface Output {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly tookMs?: number;
}

const NOTHING = { stdout: '', stderr: '', tookMs: 10 };

export function succeeded(output: Output = {}): StepOutcome {
  return { kind: 'succeeded', ...NOTHING, ...output };
}

export function exited(code: number, output: Output = {}): StepOutcome {
  return failed({ kind: 'exit', code }, output);
}

export function failed(cause: StepFailureCause, output: Output = {}): StepOutcome {
  return { kind: 'failed', cause, ...NOTHING, ...output };
}

export function lost(output: Output = {}): StepUnknown {
  return { kind: 'unknown', cause: 'connection-lost', ...NOTHING, ...output };
}

/** Runs a plan as an executor does, with the answers of `run` instead of hosts. */
export function execute(plan: StepPlan, run: (placed: PlacedStep) => StepOutcome): StepOutcomes {
  const outcomes = new Map<string, StepOutcome>();
  let stopped = false;
  for (const stage of plan.stages) {
    if (stopped && stage.mode !== 'cleanup') continue;
    const due = stage.steps.filter((placed) => isDue(placed, outcomes));
    for (const [key, outcome] of due.map((placed) => [placed.key, run(placed)] as const)) {
      outcomes.set(key, outcome);
      if (stage.mode === 'stop' && outcome.kind !== 'succeeded') stopped = true;
    }
  }
  return outcomes;
}
