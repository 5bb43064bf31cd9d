import type { PlacedStep } from '../commands/step-plan.js';
import type { StepOutcome } from '../steps/step-outcome.js';
import type { CancelSignal, Driver } from './driver.js';

/** Runs one step. Never rejects: a driver that throws has broken its contract, and what it did is not known. */
export function startStep(
  driver: Driver,
  { host, step }: PlacedStep,
  signal: CancelSignal,
): Promise<StepOutcome> {
  return driver.run(host, step, { signal }).then(undefined, (error: unknown) => ({
    kind: 'unknown',
    cause: 'connection-lost',
    stdout: '',
    stderr: `driver failed: ${error instanceof Error ? error.message : String(error)}`,
    tookMs: 0,
  }));
}
