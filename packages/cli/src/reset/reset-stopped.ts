import type { CommandReport } from '@quorate/core';
import { EXIT } from '../exit-code.js';
import type { Terminal } from '../terminal.js';

export type StopReason = 'interrupted' | 'lease-lost';

/** A change that has ended, and what was seen of its end. */
export interface LastChange {
  readonly what: string;
  readonly report: CommandReport;
}

const WORDS: Readonly<Record<StopReason, string>> = {
  interrupted: 'interrupted',
  'lease-lost': 'stopped, because the lease is lost',
};

/** A reset that begins no further change: says what is known of the last one. With the codes of `apply`. */
export function resetStopped(reason: StopReason, last: LastChange | undefined, terminal: Terminal): number {
  const isUnseen = last?.report.outcome === 'unknown';
  if (isUnseen) terminal.err(`nobody saw how this ended: ${last.what}`);
  terminal.err(
    last === undefined
      ? `${WORDS[reason]}; nothing was changed`
      : `${WORDS[reason]}: what is done stays done; reset looks first, and goes on from there, when it is started again`,
  );
  if (isUnseen) return EXIT.outcomeUnknown;
  return reason === 'interrupted' ? EXIT.interrupted : EXIT.failed;
}
