import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { HostName } from '../../spec/cluster-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { QUESTIONS } from '../lower/observe.js';
import { keyOf } from '../lower/placing.js';
import type { StepOutcomes } from '../step-plan.js';
import { excerpt } from './excerpt.js';

export type Question = (typeof QUESTIONS)[keyof typeof QUESTIONS];

/** What one host answered. */
export interface Answers {
  readonly outcome: (question: Question) => StepOutcome | undefined;
  /** The output of a question that succeeded; else why there is none. */
  readonly output: (question: Question) => Known<string>;
  /** The output as a reader understands it. */
  readonly read: <T>(question: Question, reader: (output: string) => Known<T>) => Known<T>;
}

export function answersOf(host: HostName, outcomes: StepOutcomes): Answers {
  const outcome = (question: Question): StepOutcome | undefined => outcomes.get(keyOf(host, question));
  const output = (question: Question): Known<string> => outputOf(outcome(question));
  return {
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
