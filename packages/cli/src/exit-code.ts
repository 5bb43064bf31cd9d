import type { RunResult } from '@quorate/core';

/** What the exit codes of the process mean, of every command. One table; scripts rely on it. */
export const EXIT = {
  done: 0,
  defect: 1,
  usage: 2,
  configInvalid: 3,
  refused: 4,
  blocked: 5,
  failed: 6,
  outcomeUnknown: 7,
  invariantViolated: 8,
  hungUp: 129,
  interrupted: 130,
  outputClosed: 141,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.done]: 'done; of simulate: the cluster is ready',
  [EXIT.defect]: 'a defect of quorate itself; please report it',
  [EXIT.usage]: 'the command line is wrong; nothing was done',
  [EXIT.configInvalid]: 'a spec or scenario cannot be read or is invalid; nothing was done',
  [EXIT.refused]: 'refused before anything was changed; why is said',
  [EXIT.blocked]: 'blocked: a person must act; what is safe next is said',
  [EXIT.failed]: 'failed after something was changed; what was done is said',
  [EXIT.outcomeUnknown]: 'the end of a change was not seen; look before anything is tried again',
  [EXIT.invariantViolated]: 'a simulation broke an invariant, or a property of the search',
  [EXIT.hungUp]: 'stopped because its terminal went away (SIGHUP)',
  [EXIT.interrupted]: 'interrupted (Ctrl-C)',
  [EXIT.outputClosed]: 'whoever read the output has left, as in `quorate … | head`',
  [EXIT.terminated]: 'told to stop (SIGTERM)',
};

export function exitCodeOf(result: RunResult): number {
  switch (result.status) {
    case 'ready':
      return EXIT.done;
    case 'blocked':
      return EXIT.blocked;
    case 'aborted':
      return EXIT.interrupted;
  }
}
