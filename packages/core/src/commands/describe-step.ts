import { assertNever } from '../foundation/assert-never.js';
import type { HostStep } from '../steps/host-step.js';

/** The line that an operator would have typed for the step. Holds no secret: those are in contents and stdin only. */
export function describeStep(step: HostStep): string {
  switch (step.kind) {
    case 'run':
      return [
        ...Object.entries(step.env ?? {}).map(([name, value]) => `${name}=${quoted(value)}`),
        ...step.argv.map(quoted),
      ].join(' ');
    case 'write-file':
      return `install -D -m ${step.mode.toString(8).padStart(4, '0')} /dev/stdin ${quoted(step.path)}`;
    case 'read-file':
      return `cat ${quoted(step.path)}`;
    case 'remove-file':
      return `rm -f ${quoted(step.path)}`;
    case 'probe-tcp':
      return `nc -z -w ${Math.ceil(step.timeoutMs / 1000)} ${quoted(step.address)} ${step.port}`;
    default:
      return assertNever(step);
  }
}

/** As a POSIX shell wants it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
