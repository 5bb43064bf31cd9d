import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { HostSpec } from '../../spec/cluster-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { Question } from '../lower/observe.js';
import { keysOf } from '../lower/observe.js';
import type { StepOutcomes } from '../step-plan.js';
import { excerpt } from './excerpt.js';

/** What one host answered. */
export interface Answers {
  /** In the order of the questions; those that were not asked have none. */
  readonly all: () => readonly StepOutcome[];
  readonly outcome: (question: Question) => StepOutcome | undefined;
  /** The output of a question that succeeded; else why there is none. */
  readonly output: (question: Question) => Known<string>;
  /** The output as a reader understands it. */
  readonly read: <T>(question: Question, reader: (output: string) => Known<T>) => Known<T>;
}

export function answersOf(host: HostSpec, outcomes: StepOutcomes): Answers {
  const keys = keysOf(host);
  const outcome = (question: Question): StepOutcome | undefined => {
    const key = keys.get(question);
    return key === undefined ? undefined : outcomes.get(key);
  };
  const output = (question: Question): Known<string> => outputOf(outcome(question));
  return {
    all: () => outcomesUnder(keys.values(), outcomes),
    outcome,
    output,
    read: (question, reader) => {
      const text = output(question);
      return text.known ? reader(text.value) : text;
    },
  };
}

function outputOf(outcome: StepOutcome | undefined): Known<string> {
  if (outcome === undefined) return unknown('not asked');
  if (outcome.kind === 'succeeded') return known(outcome.stdout);
  if (outcome.kind === 'unknown') return unknown(`no answer: ${outcome.cause}`);
  const said = excerpt(outcome.stderr);
  if (said !== '') return unknown(said);
  return unknown(outcome.cause.kind === 'exit' ? `exit ${outcome.cause.code}` : outcome.cause.kind);
}

function outcomesUnder(keys: Iterable<string>, outcomes: StepOutcomes): readonly StepOutcome[] {
  const found: StepOutcome[] = [];
  for (const key of keys) {
    const outcome = outcomes.get(key);
    if (outcome !== undefined) found.push(outcome);
  }
  return found;
}
