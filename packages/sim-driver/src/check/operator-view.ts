import type { ExecutionEvent } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import { failureText } from './failure-text.js';
import { shortened } from './shortened.js';

const FAILURES = 3;
const ENDS = 5;

interface Seen {
  readonly atUs: number;
  readonly text: string;
}

/** What somebody would have seen who watched the run: its last failures, each with the first line that the program said, and its end. */
export class OperatorView {
  /** By text: a run that tries again sees the same again. */
  readonly #failures = new Map<string, Seen>();
  readonly #ends: Seen[] = [];

  onEvent(event: ExecutionEvent): void {
    const atUs = millis(event.atMs);
    const failure = failureOf(event);
    if (failure !== undefined) {
      this.#failures.delete(failure);
      this.#failures.set(failure, { atUs, text: failure });
    }
    for (const text of endLines(event)) this.#ends.push({ atUs, text });
  }

  get lines(): readonly Seen[] {
    return [...[...this.#failures.values()].slice(-FAILURES), ...this.#ends.slice(-ENDS)].sort(
      (a, b) => a.atUs - b.atUs,
    );
  }
}

function failureOf(event: ExecutionEvent): string | undefined {
  if (event.type !== 'command.settled' || event.report.outcome === 'succeeded') return undefined;
  return `${event.title}: ${failureText(event.report)}`;
}

function endLines(event: ExecutionEvent): readonly string[] {
  switch (event.type) {
    case 'run.blocked':
      return [
        `blocked, ${event.reason.code}: ${event.reason.summary}`,
        ...event.reason.remedies.slice(0, 1).map((one) => `  next: ${shortened(one)}`),
      ];
    case 'run.stopping':
      return ['is asked to stop'];
    case 'run.unblocked':
      return ['goes on'];
    case 'run.ended':
      return [`the run ends ${event.result.status} after ${event.result.changes} changes`];
    case 'command.settled':
    case 'state.entered':
    case 'command.issued':
    case 'step.started':
    case 'step.settled':
    case 'event.ignored':
      return [];
  }
}
