import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { HostSpec } from '../../spec/cluster-spec.js';
import type { StepFailed, StepOutcome, StepUnknown } from '../../steps/step-outcome.js';
import type { Question } from '../lower/observe.js';
import { keysOf } from '../lower/observe.js';
import type { StepOutcomes } from '../step-plan.js';
import { excerpt } from './excerpt.js';

/** What one host answered. */
export class Answers {
  readonly #keys: ReadonlyMap<Question, string>;
  readonly #outcomes: StepOutcomes;

  constructor(host: HostSpec, outcomes: StepOutcomes) {
    this.#keys = keysOf(host);
    this.#outcomes = outcomes;
  }

  /** In the order of the questions; those that were not asked have none. */
  all(): readonly StepOutcome[] {
    const found: StepOutcome[] = [];
    for (const key of this.#keys.values()) {
      const outcome = this.#outcomes.get(key);
      if (outcome !== undefined) found.push(outcome);
    }
    return found;
  }

  outcome(question: Question): StepOutcome | undefined {
    const key = this.#keys.get(question);
    return key === undefined ? undefined : this.#outcomes.get(key);
  }

  /** The output of a question that succeeded; else why there is none. */
  output(question: Question): Known<string> {
    const outcome = this.outcome(question);
    return outcome?.kind === 'succeeded' ? known(outcome.stdout) : noOutput(outcome);
  }

  /** The output as a reader understands it. */
  read<T>(question: Question, reader: (output: string) => Known<T>): Known<T> {
    const outcome = this.outcome(question);
    return outcome?.kind === 'succeeded' ? reader(outcome.stdout) : noOutput(outcome);
  }
}

function noOutput(outcome: StepFailed | StepUnknown | undefined): {
  readonly known: false;
  readonly why: string;
} {
  if (outcome === undefined) return unknown('not asked');
  if (outcome.kind === 'unknown') return unknown(`no answer: ${outcome.cause}`);
  const said = excerpt(outcome.stderr);
  if (said !== '') return unknown(said);
  return unknown(outcome.cause.kind === 'exit' ? `exit ${outcome.cause.code}` : outcome.cause.kind);
}
