import type { HostStep } from '@quorate/core';
import { assertNever, revealText } from '@quorate/core';
import { PROBE_TCP, READ_FILE, REMOVE_FILE, RUN, RUN_WITH_INPUT, WRITE_FILE } from './scripts.js';

/** A step as something to run on a host. */
export interface RemoteJob {
  readonly script: string;
  /** Never secret: anybody on the host can see them. */
  readonly args: readonly string[];
  /** For standard input. May be secret. */
  readonly input?: Buffer;
  /** How long the script itself may take before it is ended from outside. */
  readonly timeoutMs: number;
}

/** A probe reports its own time-out, so it is given this much more before it is ended from outside. */
const PROBE_GRACE_MS = 2_000;

export function remoteJob(step: HostStep): RemoteJob {
  const { timeoutMs } = step;
  switch (step.kind) {
    case 'run': {
      const argv = withEnvironment(step.argv, step.env ?? {});
      if (step.stdin === undefined) return { script: RUN, args: argv, timeoutMs };
      const input = Buffer.from(revealText(step.stdin));
      return { script: RUN_WITH_INPUT, args: [String(input.length), ...argv], input, timeoutMs };
    }
    case 'write-file': {
      const input = Buffer.from(revealText(step.content));
      const args = [step.path, step.mode.toString(8), String(input.length)];
      return { script: WRITE_FILE, args, input, timeoutMs };
    }
    case 'read-file':
      return { script: READ_FILE, args: [step.path], timeoutMs };
    case 'remove-file':
      return { script: REMOVE_FILE, args: [step.path], timeoutMs };
    case 'probe-tcp':
      return {
        script: PROBE_TCP,
        args: [step.address, String(step.port), String(timeoutMs / 1000)],
        timeoutMs: timeoutMs + PROBE_GRACE_MS,
      };
    default:
      return assertNever(step);
  }
}

function withEnvironment(argv: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return settings.length === 0 ? argv : ['env', '--', ...settings, ...argv];
}
