import type { CommandReport } from '@quorate/core';
import { shortened } from './shortened.js';

/** What became of a command that did not succeed: its outcome, the class of the failure, and the first line that its program said. */
export function failureText({ outcome, failure }: CommandReport): string {
  if (failure === undefined) return outcome;
  const said = failure.seen.split('\n').find((line) => line.trim() !== '');
  return `${outcome}, ${failure.class}${said === undefined ? '' : `: ${shortened(said)}`}`;
}
