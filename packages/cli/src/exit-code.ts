import type { RunResult } from '@quorate/core';

/** What the process exit codes of every command mean. One table; scripts rely on it. */
export const EXIT = {
  done: 0,
  defect: 1,
  usage: 2,
  configInvalid: 3,
  blocked: 5,
  interrupted: 130,
} as const;

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
