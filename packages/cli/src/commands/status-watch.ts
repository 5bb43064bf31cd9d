import type { ClusterStatus } from '@quorate/core';
import { EXIT } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export interface StatusWatch {
  /** Undefined when the user interrupted it. */
  readonly look: () => Promise<ClusterStatus | undefined>;
  readonly tell: (seen: ClusterStatus) => readonly string[];
  /** Between two looks; ends early when the user interrupts. */
  readonly pause: () => Promise<void>;
  readonly terminal: Terminal;
}

/**
 * Looks until the user interrupts. A screen shows the last look in place of the one before, and keeps the very last; elsewhere
 * each look is a block of lines.
 */
export async function watchStatus({ look, tell, pause, terminal }: StatusWatch): Promise<number> {
  let last: readonly string[] = [];
  for (;;) {
    const seen = await look();
    if (seen === undefined) break;
    const separator = last.length === 0 ? [] : [''];
    last = tell(seen);
    if (terminal.redraws) terminal.pin(last.map((line) => fitting(line, terminal.columns)));
    else for (const line of [...separator, ...last]) terminal.out(line);
    await pause();
    if (terminal.signal.aborted) break;
  }
  if (terminal.redraws) {
    terminal.pin([]);
    for (const line of last) terminal.out(line);
  }
  terminal.err('interrupted; nothing was changed');
  return EXIT.interrupted;
}

/** Pinned lines must not wrap. Painted ones were wrapped before they were painted. */
function fitting(line: string, columns: number): string {
  return line.includes('\u001B') ? line : line.slice(0, columns);
}
