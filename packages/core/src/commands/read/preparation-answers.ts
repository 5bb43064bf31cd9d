import type { ObservedItem } from '../../preparation/host-preparation.js';
import type { HostSpec } from '../../spec/cluster-spec.js';
import type { PreparationSpec } from '../../spec/preparation-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import type { LoweringContext } from '../lowering-context.js';
import { excerpt } from './excerpt.js';

/** What was answered to one question: a text, certainly nothing, or nothing that can be relied on. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unanswered'; readonly why: string };

/** What the reader of one item may look at. */
export interface PreparationAnswers {
  readonly host: HostSpec;
  readonly preparation: PreparationSpec;
  readonly context: LoweringContext;
  /** A file, or a program whose exit codes up to `answeringExit` are answers. */
  readonly of: (question: string, answeringExit?: number) => Answer;
}

export function answerOf(outcome: StepOutcome | undefined, answeringExit: number): Answer {
  if (outcome === undefined) return { kind: 'unanswered', why: 'not asked' };
  if (outcome.kind === 'succeeded') return { kind: 'text', text: outcome.stdout };
  if (outcome.kind === 'unknown') return { kind: 'unanswered', why: `no answer: ${outcome.cause}` };
  const { cause } = outcome;
  if (cause.kind === 'absent') return { kind: 'absent' };
  if (cause.kind === 'exit' && cause.code > 0 && cause.code <= answeringExit) {
    return { kind: 'text', text: outcome.stdout };
  }
  const said = excerpt(outcome.stderr);
  return { kind: 'unanswered', why: said === '' ? cause.kind : said };
}

export function whyNot(answer: Answer): string {
  switch (answer.kind) {
    case 'text':
      return '';
    case 'absent':
      return 'no such file';
    case 'unanswered':
      return answer.why;
  }
}

/** An item that is done when nothing is wrong with it; unknown when a question that it needs was not answered. */
export function judged(
  item: ObservedItem['item'],
  needed: readonly Answer[],
  flaws: () => readonly string[],
  fine: string,
): ObservedItem {
  const missing = needed.find((answer) => answer.kind === 'unanswered');
  if (missing !== undefined) return { item, done: 'unknown', evidence: whyNot(missing) };
  const found = flaws();
  return found.length === 0
    ? { item, done: 'yes', evidence: fine }
    : { item, done: 'no', evidence: found.join('; ') };
}

export function textOf(answer: Answer): string {
  return answer.kind === 'text' ? answer.text : '';
}

/** `which` prints the path of each program that it finds. */
export function hasProgram(which: string, name: string): boolean {
  return which.split('\n').some((path) => path.endsWith(`/${name}`));
}
