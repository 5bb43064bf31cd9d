import type { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Why a command did not even start. */
export interface Refusal {
  readonly problems: readonly string[];
  readonly exitCode: typeof EXIT.usage | typeof EXIT.configInvalid;
}

export function refuse(terminal: Terminal, { problems, exitCode }: Refusal): number {
  for (const problem of problems) terminal.err(problem);
  terminal.err('nothing was done');
  return exitCode;
}
