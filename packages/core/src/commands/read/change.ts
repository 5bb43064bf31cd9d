import type { HostStep } from '../../steps/host-step.js';
import type { StepFailed, StepOutcome, StepUnknown } from '../../steps/step-outcome.js';
import { describeStep } from '../describe-step.js';
import type { CommandFailure, CommandReport, FailureClass } from '../report.js';
import type { PlacedStep, StepOutcomes, StepPlan } from '../step-plan.js';
import { isDue } from '../step-plan.js';
import { classifyFailure } from './classify-failure.js';
import { excerpt } from './excerpt.js';

/** How a changing command ended, without its facts. */
export type ChangeResult = Pick<CommandReport, 'outcome' | 'failure'>;

export interface ChangeRules {
  /** The step had its effect although it failed, or although its end was not seen. */
  readonly hadItsEffect?: (placed: PlacedStep, outcome: StepOutcome) => boolean;
  /** A class of its own for a step that ended with an error. */
  readonly classOf?: (placed: PlacedStep, outcome: StepFailed) => FailureClass | undefined;
  /** What a step whose end was not seen was busy with, where that has a class of its own; `seen` holds no secret. */
  readonly cutOffIn?: (outcome: StepUnknown) => CutOff | undefined;
}

export interface CutOff {
  readonly class: FailureClass;
  readonly seen: string;
}

/**
 * Reads a changing command from its steps: the first stage with a step that did not succeed decides, and in it an unknown end
 * before a known failure. Clean-up steps have no say. A run whose end was not seen makes the command unknown; a file that may
 * or may not have been written makes it failed, because the program that would have read it was never started.
 */
export function readChange(plan: StepPlan, outcomes: StepOutcomes, rules: ChangeRules = {}): ChangeResult {
  for (const stage of plan.stages) {
    if (stage.mode === 'cleanup') continue;
    const troubles = stage.steps
      .filter((placed) => isDue(placed, outcomes))
      .flatMap((placed) => readStep(placed, outcomes.get(placed.key), rules) ?? []);
    const trouble = troubles.find(({ outcome }) => outcome === 'unknown') ?? troubles[0];
    if (trouble !== undefined) return trouble;
  }
  return { outcome: 'succeeded' };
}

/** The result that this step forces on the command; undefined when it succeeded. */
function readStep(
  placed: PlacedStep,
  outcome: StepOutcome | undefined,
  rules: ChangeRules,
): ChangeResult | undefined {
  if (outcome === undefined) return notSeen(placed);
  if (outcome.kind === 'succeeded' || rules.hadItsEffect?.(placed, outcome) === true) return undefined;
  if (outcome.kind === 'failed') {
    const failureClass = classOf(placed, outcome, rules);
    return { outcome: 'failed', failure: failure(placed, failureClass, whatWasSeen(placed.step, outcome)) };
  }
  const cutOff = rules.cutOffIn?.(outcome);
  const seen = [`answer lost: ${outcome.cause}`, cutOff?.seen ?? whatWasSeen(placed.step, outcome)].filter(
    (line) => line !== '',
  );
  return {
    outcome: placed.step.kind === 'run' ? 'unknown' : 'failed',
    failure: failure(placed, cutOff?.class ?? 'answer-lost', seen.join('\n')),
  };
}

/** Every earlier step succeeded, and whether this one was started is not known. */
function notSeen(placed: PlacedStep): ChangeResult {
  return {
    outcome: 'unknown',
    failure: failure(placed, 'answer-lost', 'no outcome of this step was recorded'),
  };
}

function classOf(placed: PlacedStep, outcome: StepFailed, rules: ChangeRules): FailureClass {
  if (outcome.cause.kind === 'unreachable') return 'host-unreachable';
  if (outcome.cause.kind === 'signal') return 'killed';
  return rules.classOf?.(placed, outcome) ?? classifyFailure(outcome);
}

function failure(placed: PlacedStep, failureClass: FailureClass, seen: string): CommandFailure {
  return { class: failureClass, host: placed.host, tried: describeStep(placed.step), seen };
}

/** stderr tells the cause; stdout only stands in for it, and never that of a step whose output is secret. */
function whatWasSeen(step: HostStep, outcome: StepOutcome): string {
  const fromStderr = excerpt(outcome.stderr);
  if (fromStderr !== '') return fromStderr;
  const sensitive = 'sensitive' in step && step.sensitive;
  const fromStdout = sensitive ? '' : excerpt(outcome.stdout);
  if (fromStdout !== '') return fromStdout;
  return outcome.kind === 'failed' ? describeCause(outcome) : '';
}

function describeCause({ cause }: StepFailed): string {
  switch (cause.kind) {
    case 'exit':
      return `exit ${cause.code}, nothing printed`;
    case 'signal':
      return `killed by ${cause.signal}`;
    case 'unreachable':
      return excerpt(cause.detail);
    case 'absent':
      return `${cause.path}: no such file`;
    case 'io':
      return excerpt(cause.detail);
    case 'tcp':
      return `TCP connection: ${cause.reason}`;
  }
}
