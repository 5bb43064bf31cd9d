import type { HostStep, StepFailureCause } from '@quorate/core';
import { assertNever } from '@quorate/core';
import {
  EXIT_ABSENT,
  EXIT_CUT_SHORT,
  EXIT_NO_ROUTE,
  EXIT_REFUSED,
  EXIT_TIMED_OUT,
} from '../remote/scripts.js';
import { MAX_KEPT_BYTES } from './output-capture.js';
import type { RemoteEnding } from './remote-process.js';

export interface EndedWork {
  readonly ending: Exclude<RemoteEnding, { kind: 'lost' }>;
  /** Preparations were done: what ended is the work itself. */
  readonly began: boolean;
  /** What preparations and the work said on stderr, without secrets. */
  readonly complaint: string;
  /** Bytes of stdout that were not kept. */
  readonly cutBytes: number;
}

/** Why the work that came to its end failed; undefined: it succeeded. */
export function failureOf(step: HostStep, work: EndedWork): StepFailureCause | undefined {
  const { ending, began } = work;
  if (!began) return io(step, work);
  if (step.kind === 'run') {
    if (ending.kind === 'signal') return { kind: 'signal', signal: ending.signal };
    return ending.code === 0 ? undefined : { kind: 'exit', code: ending.code };
  }
  if (ending.kind === 'signal') return io(step, work);
  if (ending.code === 0) return step.kind === 'read-file' ? tooLarge(step.path, work.cutBytes) : undefined;
  if (step.kind === 'read-file' && ending.code === EXIT_ABSENT) return { kind: 'absent', path: step.path };
  return (step.kind === 'probe-tcp' ? tcpFailure(ending.code) : undefined) ?? io(step, work);
}

function tcpFailure(code: number): StepFailureCause | undefined {
  switch (code) {
    case EXIT_REFUSED:
      return { kind: 'tcp', reason: 'refused' };
    case EXIT_TIMED_OUT:
      return { kind: 'tcp', reason: 'timed-out' };
    case EXIT_NO_ROUTE:
      return { kind: 'tcp', reason: 'no-route' };
    default:
      return undefined;
  }
}

function tooLarge(path: string, cutBytes: number): StepFailureCause | undefined {
  if (cutBytes === 0) return undefined;
  return { kind: 'io', detail: `cannot read ${path}: larger than ${MAX_KEPT_BYTES} bytes` };
}

function io(step: HostStep, { ending, complaint }: EndedWork): StepFailureCause {
  const how = ending.kind === 'exit' ? `exit code ${ending.code}` : `signal ${ending.signal}`;
  const cut = ending.kind === 'exit' && ending.code === EXIT_CUT_SHORT;
  const what = cut ? 'the input was cut short, nothing was changed' : complaint || how;
  return { kind: 'io', detail: `cannot ${attempted(step)}: ${what}` };
}

function attempted(step: HostStep): string {
  switch (step.kind) {
    case 'run':
      return `hand standard input to ${step.argv[0]}`;
    case 'write-file':
      return `write ${step.path}`;
    case 'read-file':
      return `read ${step.path}`;
    case 'remove-file':
      return `remove ${step.path}`;
    case 'probe-tcp':
      return `probe ${step.address}:${step.port}`;
    default:
      return assertNever(step);
  }
}
