import type { HostName } from '../../spec/cluster-spec.js';
import type { HostStep } from '../../steps/host-step.js';
import type { PlacedStep, Stage, StepCondition } from '../step-plan.js';

/** Where the outcome of `what` on `host` is found. */
export function keyOf(host: HostName, what: string): string {
  return `${host}/${what}`;
}

export function place(
  host: HostName,
  what: string,
  step: HostStep,
  when: readonly StepCondition[] = [],
): PlacedStep {
  return { key: keyOf(host, what), host, step, ...(when.length === 0 ? {} : { when }) };
}

/** Later stages run only when every step of this one succeeded. */
export function mustSucceed(...steps: readonly PlacedStep[]): Stage {
  return { mode: 'stop', steps };
}

export function inAnyCase(...steps: readonly PlacedStep[]): Stage {
  return { mode: 'continue', steps };
}

export function cleanUp(...steps: readonly PlacedStep[]): Stage {
  return { mode: 'cleanup', steps };
}
