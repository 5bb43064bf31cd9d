import type { ClusterSpec, ExecutionEvent, LeaseEvent } from '@quorate/core';
import { Narrator } from '../render/narrator.js';
import { painter } from '../render/style.js';
import type { Terminal } from '../terminal.js';
import { screenOf } from '../terminal.js';
import { Board } from './board.js';
import type { ForeseenChange } from './estimate.js';
import { Estimate } from './estimate.js';
import { leaseLines } from './lease-lines.js';
import type { TimeSpent } from './time-spent.js';
import { TimeAccount } from './time-spent.js';

export interface LiveProgressOptions {
  readonly spec: ClusterSpec;
  readonly startMs: number;
  readonly verbose: boolean;
  /** Nothing is shown; the time is accounted for all the same. */
  readonly quiet: boolean;
  readonly foreseen: readonly ForeseenChange[];
  readonly terminal: Terminal;
}

/**
 * Shows a run: at a terminal one line a host that is redrawn, with what is worth keeping above; elsewhere a line for each event.
 */
export class LiveProgress {
  readonly #terminal: Terminal;
  readonly #quiet: boolean;
  readonly #narrator: Narrator;
  readonly #board: Board;
  readonly #estimate: Estimate;
  readonly #account: TimeAccount;

  constructor({ spec, startMs, verbose, quiet, foreseen, terminal }: LiveProgressOptions) {
    const paint = painter(terminal.colour.err);
    this.#terminal = terminal;
    this.#quiet = quiet;
    this.#narrator = new Narrator({
      startMs,
      verbose,
      onlyEnds: terminal.interactive && !verbose,
      paint,
      columns: screenOf(terminal),
      write: (line) => {
        if (!quiet) terminal.err(line);
      },
    });
    this.#estimate = new Estimate(foreseen);
    this.#board = new Board(spec, this.#estimate, paint);
    this.#account = new TimeAccount(startMs);
  }

  tell(event: ExecutionEvent | LeaseEvent): void {
    if (isLeaseEvent(event)) {
      for (const line of leaseLines(event)) this.#narrator.note(event.atMs, line);
      return;
    }
    if (event.type === 'command.issued' && event.mutates) this.#estimate.begun(event.title, event.atMs);
    if (event.type === 'command.settled') this.#estimate.ended(event.title, event.atMs);
    this.#account.note(event);
    this.#board.note(event);
    this.#narrator.tell(event);
    this.redraw(event.atMs);
  }

  /** A program on a host has printed a line. */
  said(host: string, line: string): void {
    this.#board.said(host, line);
  }

  /** Time has passed. */
  redraw(nowMs: number): void {
    if (!this.#quiet) this.#terminal.pin(this.#board.lines(nowMs, this.#terminal.columns));
  }

  /** Takes the board away. What the time went into. */
  end(nowMs: number): TimeSpent {
    this.#terminal.pin([]);
    return this.#account.at(nowMs);
  }
}

function isLeaseEvent(event: ExecutionEvent | LeaseEvent): event is LeaseEvent {
  return event.type.startsWith('lease.');
}
