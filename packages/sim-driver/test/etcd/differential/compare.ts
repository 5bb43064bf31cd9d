import type { Outcome, RecordedStep, Recording } from './recording.js';

export interface Difference {
  readonly recording: Recording;
  readonly simulated: readonly Outcome[];
  /** Index of the first step that differs. */
  readonly step: number;
}

export function firstDifference(recording: Recording, simulated: readonly Outcome[]): Difference | undefined {
  const step = recording.steps.findIndex((recorded, index) => !isLike(recorded, simulated[index]));
  return step < 0 ? undefined : { recording, simulated, step };
}

function isLike(recorded: RecordedStep, simulated: Outcome | undefined): boolean {
  if (simulated === undefined) return false;
  const { state } = recorded.outcome;
  const answer = stoppedByItself(recorded, simulated) ? simulated.answer : recorded.outcome.answer;
  return JSON.stringify({ answer, state }) === JSON.stringify(simulated);
}

/** A member that is asked to remove itself does, and chance decides whether it stops before it has answered. */
function stoppedByItself({ action, outcome: { answer } }: RecordedStep, simulated: Outcome): boolean {
  if (action.kind !== 'etcdctl' || action.removes === undefined || simulated.answer?.exit !== 0) return false;
  const asked = action.argv.some((word) => word.endsWith(`.1${action.removes}:2379`));
  return asked && answer?.exit === 1 && STOPPED.test(answer.stderr.join());
}

const STOPPED = /^Error: (etcdserver: server stopped|.*transport is closing|.*EOF)$/;

const COLUMN = 100;

/** Both transcripts side by side, up to the step that differs. */
export function sideBySide({ recording, simulated, step }: Difference): string {
  const lines = [
    `${'real etcd'.padEnd(COLUMN)} | simulator (etcd ${recording.version}, ${recording.block}.*)`,
    `${'-'.repeat(COLUMN)}-+-${'-'.repeat(40)}`,
  ];
  let previous: readonly string[] = [];
  for (const [index, recorded] of recording.steps.slice(0, step + 1).entries()) {
    lines.push(`[${(recorded.atMs / 1000).toFixed(2)} s] ${recorded.title}: ${commandOf(recorded)}`);
    const left = linesOf(recorded.outcome);
    const right = linesOf(simulated[index]);
    if (left.slice(1).join() === previous.slice(1).join() && left.join() === right.join())
      lines.push('  as before');
    else lines.push(...columns(left, right));
    previous = left;
  }
  return lines.join('\n');
}

function commandOf({ action }: RecordedStep): string {
  if (!('argv' in action)) return action.kind;
  const shown =
    action.kind === 'etcd'
      ? action.argv.filter((word) => !/listen|log|advertise|data/.test(word))
      : action.argv;
  return shown.join(' ');
}

function columns(left: readonly string[], right: readonly string[]): readonly string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const [one, other] = [left[row] ?? '', right[row] ?? ''];
    return `  ${one.padEnd(COLUMN - 2)} ${one === other ? '|' : '≠'} ${other}`;
  });
}

function linesOf(outcome: Outcome | undefined): readonly string[] {
  if (outcome === undefined) return ['(nothing)'];
  const { answer, state } = outcome;
  const answered =
    answer === undefined
      ? []
      : [`exit ${answer.exit}`, ...answer.stdout, ...answer.stderr.map((line) => `stderr: ${line}`)];
  const standing = state.flatMap(({ member, process, serves, leader, list }) => [
    `${member}: ${process}${serves ? `, serves, leader ${leader}` : ''}`,
    ...(list === 'not told' ? [] : list.map((line) => `    ${line}`)),
  ]);
  return [...answered, ...standing];
}
