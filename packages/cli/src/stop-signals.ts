import type { ExitCode } from './exit-code.js';
import { EXIT } from './exit-code.js';

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;

type StopSignal = keyof typeof CODES;

export interface StopSignalHandlers {
  /** The first one: stop in order. With the code that the process ends with then. */
  readonly first: (exitCode: ExitCode) => void;
  /** Another one. The process ends when this returns. */
  readonly second: () => void;
}

/** Ctrl-C, the word of a service manager, and a terminal that goes away all mean the same. */
export function onStopSignals({ first, second }: StopSignalHandlers): void {
  let stopping = false;
  const signalled = (signal: StopSignal): void => {
    if (!stopping) {
      stopping = true;
      first(CODES[signal]);
      return;
    }
    // A terminal that goes away says so twice: its shell does, and the system when that has ended. Nobody insists.
    if (signal === 'SIGHUP') return;
    second();
    process.removeListener(signal, signalled);
    // No handler is left: the system ends the process, as whoever started it expects of this signal.
    process.kill(process.pid, signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, signalled);
}
