import type { HostName } from '../spec/cluster-spec.js';
import type { HostStep } from '../steps/host-step.js';
import type { StepOutcome } from '../steps/step-outcome.js';

/** A command as host steps: stages one after the other, the steps of a stage at once. */
export interface StepPlan {
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly steps: readonly PlacedStep[];
  /**
   * `stop`: after a step of this stage that did not succeed, only `cleanup` stages still run.
   * `continue`: later stages run whatever happened here. `cleanup`: runs in any case.
   */
  readonly mode: 'stop' | 'continue' | 'cleanup';
}

export interface PlacedStep {
  /** Unique within the plan; the reader finds the outcome under it. */
  readonly key: string;
  readonly host: HostName;
  readonly step: HostStep;
  /** Only when all of these hold of the outcomes of earlier stages (`isDue`); absent: always. */
  readonly when?: readonly StepCondition[];
}

/** Data, so that a plan can be shown and compared. */
export type StepCondition =
  /** The step under `key` printed exactly this line. */
  | { readonly kind: 'printed'; readonly key: string; readonly line: string }
  /** None of the steps under these keys succeeded: somebody else must be asked. */
  | { readonly kind: 'none-succeeded'; readonly keys: readonly string[] };

/** Outcomes by key; a step that was never started has none. */
export type StepOutcomes = ReadonlyMap<string, StepOutcome>;

/** Whether a step of the next stage is to be started. A step that is not due gets no outcome and fails nothing. */
export function isDue(placed: PlacedStep, outcomes: StepOutcomes): boolean {
  if (placed.when === undefined) return true;
  for (const condition of placed.when) if (!holds(condition, outcomes)) return false;
  return true;
}

function holds(condition: StepCondition, outcomes: StepOutcomes): boolean {
  switch (condition.kind) {
    case 'printed':
      return hasLine(outcomes.get(condition.key)?.stdout ?? '', condition.line);
    case 'none-succeeded':
      return condition.keys.every((key) => outcomes.get(key)?.kind !== 'succeeded');
  }
}

/** Without splitting the text: the conditions of a plan ask the same output again and again. */
function hasLine(text: string, line: string): boolean {
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + 1)) {
    const end = at + line.length;
    if ((at === 0 || text[at - 1] === '\n') && (end === text.length || text[end] === '\n')) return true;
  }
  return false;
}
