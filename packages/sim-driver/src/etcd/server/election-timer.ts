import type { Timers, Timer } from '../../engine/scheduler.js';
import type { ElectionClock } from './election-clock.js';

export interface ElectionCandidate {
  /** A voter that is not the leader and does not hear from one. */
  needsLeader(): boolean;
  /** It has given up on the last leader already and cannot reach a quorum: campaigning again changes nothing that anybody sees. */
  isHopeless(): boolean;
  campaign(): void;
  /** Terms that went by in hopeless elections. */
  burnTerms(count: number): void;
}

/**
 * Arms an event only while an election can come of it. A node cut off from the quorum sleeps without events; when that
 * changes it makes up for the elections it would have started.
 */
export class ElectionTimer {
  readonly #scheduler: Timers;
  readonly #clock: ElectionClock;
  readonly #candidate: ElectionCandidate;
  #timer: Timer | undefined;
  #parked = false;

  constructor(scheduler: Timers, clock: ElectionClock, candidate: ElectionCandidate) {
    this.#scheduler = scheduler;
    this.#clock = clock;
    this.#candidate = candidate;
  }

  /** To be called whenever the answers of the candidate or the clock's reset may have changed. */
  update(): void {
    if (!this.#candidate.needsLeader()) {
      this.#disarm();
      this.#parked = false;
      return;
    }
    if (this.#candidate.isHopeless()) {
      this.#disarm();
      this.#parked = true;
      return;
    }
    if (this.#parked) {
      this.#parked = false;
      this.#candidate.burnTerms(this.#clock.skipElections());
    }
    const dueUs = this.#clock.electionDueUs;
    if (this.#timer?.dueUs === dueUs && !this.#timer.cancelled) return;
    this.#disarm();
    this.#timer = this.#scheduler.at(dueUs, () => {
      this.#timer = undefined;
      this.#candidate.campaign();
    });
  }

  stop(): void {
    this.#disarm();
  }

  #disarm(): void {
    this.#scheduler.cancel(this.#timer);
    this.#timer = undefined;
  }
}
