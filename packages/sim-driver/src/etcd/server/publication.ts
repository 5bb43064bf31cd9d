import type { Timers, Timer } from '../../engine/scheduler.js';
import { Future } from '../../engine/task.js';
import { SERVER_TIMEOUT_US } from './proposals.js';

/**
 * A member that starts tells the cluster its name and client URLs through the log. Until it sees that applied it serves no
 * client: restarted without quorum it is deaf.
 */
export class Publication {
  readonly done = new Future<true>();
  readonly #scheduler: Timers;
  readonly #propose: () => void;
  #timer: Timer | undefined;
  #proposed = false;

  constructor(scheduler: Timers, propose: () => void) {
    this.#scheduler = scheduler;
    this.#propose = propose;
  }

  /** A leader is known. */
  attempt(): void {
    if (this.done.settled) return;
    this.#proposed = true;
    this.stop();
    this.#timer = this.#scheduler.after(SERVER_TIMEOUT_US, () => {
      this.#timer = undefined;
      this.attempt();
    });
    this.#propose();
  }

  /** The attributes of this member were applied: by this process, not by an earlier one whose entries are replayed. */
  applied(): boolean {
    if (!this.#proposed || this.done.settled) return false;
    this.stop();
    this.done.settle(true);
    return true;
  }

  stop(): void {
    this.#scheduler.cancel(this.#timer);
    this.#timer = undefined;
  }
}
