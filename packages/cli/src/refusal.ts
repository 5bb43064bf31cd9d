import type { EXIT } from './exit-code.js';
import { printable } from './render/printable.js';
import { wrapped } from './render/wrapped.js';
import type { Terminal } from './terminal.js';
import { screenOf } from './terminal.js';

/** Why a command did not even start. */
export interface Refusal {
  readonly problems: readonly string[];
  readonly exitCode: typeof EXIT.usage | typeof EXIT.configInvalid | typeof EXIT.refused;
}

export function refuse(terminal: Terminal, { problems, exitCode }: Refusal): number {
  const columns = screenOf(terminal);
  for (const problem of problems)
    for (const line of columns === undefined ? [printable(problem)] : wrapped(problem, columns, '', '    '))
      terminal.err(line);
  terminal.err('nothing was done');
  return exitCode;
}
