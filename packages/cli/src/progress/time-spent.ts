import type { ExecutionEvent } from '@quorate/core';

/** Milliseconds; together they are the whole run. */
export interface TimeSpent {
  /** At least one change was under way. */
  readonly changingMs: number;
  /** None was: it looked, or waited for something to settle. */
  readonly waitingMs: number;
}

/** Adds up what a run's time went into. */
export class TimeAccount {
  readonly #startMs: number;
  readonly #underWay = new Set<string>();
  #changingMs = 0;
  #sinceMs = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  note(event: ExecutionEvent): void {
    if (event.type === 'command.issued' && event.mutates) {
      if (this.#underWay.size === 0) this.#sinceMs = event.atMs;
      this.#underWay.add(event.id);
    }
    if (event.type === 'command.settled' && this.#underWay.delete(event.id) && this.#underWay.size === 0)
      this.#changingMs += event.atMs - this.#sinceMs;
  }

  at(nowMs: number): TimeSpent {
    const open = this.#underWay.size > 0 ? nowMs - this.#sinceMs : 0;
    const changingMs = this.#changingMs + open;
    return { changingMs, waitingMs: nowMs - this.#startMs - changingMs };
  }
}
