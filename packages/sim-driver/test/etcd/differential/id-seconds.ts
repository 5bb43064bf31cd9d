import type { Slot } from './script.js';

/** What an addition takes in the simulator, at most: both sides are to be in the same second. */
const SIMULATED_MS = 200;

interface Addition {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The id that `member add` gives is a function of the peer URLs and of the server's clock in whole seconds: what is added
 * twice in one second is refused in other words than what is added again a second later. When exactly the server has read
 * its clock is not known, so a second addition must be certain to fall into the second of the first, or into a later one.
 *
 * Times are Unix milliseconds.
 */
export class IdSeconds {
  readonly #additions = new Map<Slot, Addition>();

  /** When the slot may be added (again), so that the second of its id is certain; `slackMs` is what that may take. */
  nextClear(slot: Slot, nowMs: number, slackMs: number): number {
    const before = this.#additions.get(slot);
    if (before === undefined || this.#isCertain(before, { fromMs: nowMs, untilMs: nowMs + slackMs }))
      return nowMs;
    return (secondOf(before.untilMs) + 1) * 1000;
  }

  /** Whether it is certain that this addition has, or has not, got the id of the one before it. */
  added(slot: Slot, fromMs: number, untilMs: number): boolean {
    const before = this.#additions.get(slot);
    const addition = { fromMs, untilMs: Math.max(untilMs, fromMs + SIMULATED_MS) };
    this.#additions.set(slot, addition);
    return before === undefined || this.#isCertain(before, addition);
  }

  #isCertain(before: Addition, after: Addition): boolean {
    const together = secondOf(before.fromMs) === secondOf(after.untilMs);
    return together || secondOf(before.untilMs) < secondOf(after.fromMs);
  }
}

function secondOf(unixMs: number): number {
  return Math.floor(unixMs / 1000);
}
