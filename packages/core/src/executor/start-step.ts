import type { PlacedStep } from '../commands/step-plan.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import type { Driver, RunOptions } from './driver.js';

/** Runs one step and says how it ended. A driver that rejects has broken its contract, and what it did is not known. */
export function startStep(
  driver: Driver,
  { host, step }: PlacedStep,
  options: RunOptions,
  ended: (outcome: StepOutcome) => void,
): void {
  driver.run(host, step, options).then(ended, (error: unknown) => {
    ended({
      kind: 'unknown',
      cause: 'connection-lost',
      stdout: '',
      stderr: `driver failed: ${error instanceof Error ? error.message : String(error)}`,
      tookMs: 0,
    });
  });
}
