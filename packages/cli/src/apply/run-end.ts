import type { LeasedRunResult } from '@quorate/core';
import { EXIT, exitCodeOf } from '../exit-code.js';
import type { TimeSpent } from '../progress/time-spent.js';
import { counted } from '../render/counted.js';
import type { StyledLine } from '../render/styled-line.js';
import { blockedLines } from '../render/styled-line.js';
import { span } from '../render/virtual-time.js';

/** How a run ended, for people: what it came to, what is safe next, what the time went into. */
export function runEndLines(result: LeasedRunResult, spent: TimeSpent): readonly StyledLine[] {
  switch (result.status) {
    case 'ready':
      return [{ text: 'ready', style: 'green' }, workLine(result.changes, spent)];
    case 'blocked':
      return [...blockedLines(result.reason), workLine(result.changes, spent)];
    case 'aborted':
      return [
        {
          text: result.journalFailure === undefined ? 'interrupted' : `stopped: ${result.journalFailure}`,
          style: 'yellow',
        },
        ...unseenLines(result.inFlight),
        ...safeNext(['run it again: it looks first, and goes on from what it finds']),
        workLine(result.changes, spent),
      ];
    case 'refused':
      return [
        { text: `refused: ${result.refusal.summary}`, style: 'yellow' },
        ...safeNext(result.refusal.remedies),
        { text: 'nothing was changed' },
      ];
    case 'lease-lost':
      return [
        { text: result.loss.summary, style: 'red' },
        ...unseenLines(result.inFlight),
        ...safeNext(result.loss.remedies),
        workLine(result.changes, spent),
      ];
  }
}

function unseenLines(titles: readonly string[]): readonly StyledLine[] {
  return titles.map((title) => ({ text: `  nobody saw how this ended: ${title}` }));
}

function safeNext(remedies: readonly string[]): readonly StyledLine[] {
  return remedies.map((remedy) => ({ text: `  safe next: ${remedy}` }));
}

function workLine(changes: number, { changingMs, waitingMs }: TimeSpent): StyledLine {
  const time = `${span(changingMs)} of work, ${span(waitingMs)} of looking and waiting`;
  return { text: `${counted(changes, 'change')}; ${time}` };
}

export function exitCodeOfRun(result: LeasedRunResult): number {
  switch (result.status) {
    case 'ready':
    case 'blocked':
      return exitCodeOf(result);
    case 'aborted':
      if (result.journalFailure === undefined) return exitCodeOf(result);
      return result.inFlight.length > 0 ? EXIT.outcomeUnknown : EXIT.failed;
    case 'refused':
      return EXIT.refused;
    case 'lease-lost':
      return result.inFlight.length > 0 ? EXIT.outcomeUnknown : EXIT.failed;
  }
}
