import type { PlacedStep } from '../commands/step-plan.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import { messageOf } from '../foundation/message-of.js';
import type { Driver, RunOptions } from './driver.js';

/** Runs one step and says how it ended. A driver that rejects or throws has broken its contract, and what it did is not known. */
export function startStep(
  driver: Driver,
  { host, step }: PlacedStep,
  options: RunOptions,
  ended: (outcome: StepOutcome) => void,
): void {
  const broken = (error: unknown): void => {
    ended({
      kind: 'unknown',
      cause: 'connection-lost',
      stdout: '',
      stderr: `driver failed: ${messageOf(error)}`,
      tookMs: 0,
    });
  };
  try {
    driver.run(host, step, options).then(ended, broken);
  } catch (error) {
    broken(error);
  }
}
