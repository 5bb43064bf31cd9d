import type { BlockCode, BlockReason } from '../decisions/block-reason.js';
import { PROBLEM_MEANINGS } from './problem-meanings.js';

/** What a run can be blocked by, and what only a look from outside finds. */
export type ProblemCode =
  | BlockCode
  | 'no-cluster'
  | 'etcd-alarm'
  | 'stray-member'
  | 'half-joined'
  | 'not-joined'
  | 'node-not-ready'
  | 'clock-off'
  | 'certificate-expiring';

export interface StatusProblem {
  readonly code: ProblemCode;
  /** `now`: something does not work, or the next failure costs more than it should. `soon`: it works, and will not for ever. */
  readonly urgency: 'now' | 'soon';
  readonly summary: string;
  readonly means: string;
  readonly evidence: readonly string[];
  /** What is safe to do next, most useful first. */
  readonly remedies: readonly string[];
}

export type ProblemDetails = Pick<StatusProblem, 'summary'> &
  Partial<Pick<StatusProblem, 'urgency' | 'evidence' | 'remedies'>>;

export function problem(code: ProblemCode, details: ProblemDetails): StatusProblem {
  return { code, urgency: 'now', means: PROBLEM_MEANINGS[code], evidence: [], remedies: [], ...details };
}

/** A decision's reason to stop, told where no run is under way. */
export function problemOf({ code, summary, evidence, remedies }: BlockReason): StatusProblem {
  return problem(code, {
    summary,
    evidence: evidence.map((one) => one.evidence),
    remedies: remedies.map(withoutRun).filter((remedy) => remedy !== ''),
  });
}

function withoutRun(remedy: string): string {
  return remedy.replace(/(^|; )the run goes on by itself.*$/, '').replace(/^then start the run again$/, '');
}

const ORDER = Object.keys(PROBLEM_MEANINGS);

/** The order of {@link PROBLEM_MEANINGS}, what must be done now before what can wait. */
export function byUrgency(problems: readonly StatusProblem[]): readonly StatusProblem[] {
  const rank = ({ code, urgency }: StatusProblem): number =>
    ORDER.indexOf(code) + (urgency === 'now' ? 0 : ORDER.length);
  return [...problems].sort((left, right) => rank(left) - rank(right));
}
