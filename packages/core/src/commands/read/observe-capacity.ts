import type { Asked, HostCapacity, MachineFacts } from '../../observation/host-capacity.js';
import { readListeners, readMachine } from '../../observation/read/machine-facts.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { runsKubelet } from '../../spec/cluster-spec.js';
import type { StepOutcome } from '../../steps/step-outcome.js';
import { QUESTIONS } from '../lower/observe.js';
import { MACHINE_FILES, wantedPrograms } from '../lower/observe-capacity.js';
import type { Answers } from './answers.js';
import { excerpt } from './excerpt.js';

export function readCapacity(host: HostSpec, answers: Answers, spec: ClusterSpec): HostCapacity {
  const listeners = asked(answers.outcome(QUESTIONS.listeners), [0], readListeners);
  if (!runsKubelet(host)) return { listeners };
  return {
    listeners,
    machine: machineOf(answers.outcome(QUESTIONS.machine)),
    missingPrograms: missingOf(answers.outcome(QUESTIONS.programs), wantedPrograms(host, spec)),
    runtimeSockets: asked(answers.outcome(QUESTIONS.runtimeSockets), [0, 1], pathsOf),
  };
}

/** head: exit 1 when one of the files is not there; the others are shown all the same. */
function machineOf(outcome: StepOutcome | undefined): Asked<MachineFacts> {
  const machine = asked(outcome, [0, 1], (text) => readMachine(text, MACHINE_FILES));
  if (machine.kind !== 'told') return machine;
  if (machine.value === undefined) return { kind: 'cannot-tell', why: 'nothing of /proc is shown' };
  return { kind: 'told', value: machine.value };
}

/** which: its exit code says whether any is missing, or how many; those that are there are printed. */
function missingOf(outcome: StepOutcome | undefined, programs: readonly string[]): Asked<readonly string[]> {
  const codes = Array.from({ length: programs.length + 1 }, (_, code) => code);
  return asked(outcome, codes, (text) => {
    const found = new Set(pathsOf(text).map((path) => path.split('/').at(-1)));
    return programs.filter((program) => !found.has(program));
  });
}

function pathsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('/'));
}

/** What a program that ended with one of these exit codes has told. One that ended otherwise cannot tell. */
function asked<T>(
  outcome: StepOutcome | undefined,
  codes: readonly number[],
  reader: (text: string) => T,
): Asked<T> {
  if (outcome === undefined) return { kind: 'not-heard', why: 'not asked' };
  if (outcome.kind === 'unknown') return { kind: 'not-heard', why: outcome.cause };
  if (outcome.kind === 'succeeded') return { kind: 'told', value: reader(outcome.stdout) };
  const { cause } = outcome;
  if (cause.kind === 'exit' && codes.includes(cause.code))
    return { kind: 'told', value: reader(outcome.stdout) };
  if (cause.kind === 'unreachable') return { kind: 'not-heard', why: cause.detail };
  const said = excerpt(outcome.stderr);
  return { kind: 'cannot-tell', why: said === '' ? describeCause(cause) : said };
}

function describeCause(cause: Extract<StepOutcome, { kind: 'failed' }>['cause']): string {
  if (cause.kind === 'exit') return `exit ${cause.code}`;
  return cause.kind === 'io' ? cause.detail : cause.kind;
}
