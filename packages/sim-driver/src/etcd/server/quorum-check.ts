import type { Micros, Timers, Timer } from '../../engine/scheduler.js';
import type { ElectionClock } from './election-clock.js';

export interface CheckedLeader {
  isLeader(): boolean;
  /** The links to a quorum of voters (itself included) are up. */
  hasContactWithQuorum(): boolean;
  /** Heard from a quorum at or after this time. */
  heardFromQuorumSince(us: Micros): boolean;
  stepDown(): void;
}

/**
 * Check-quorum: at every election timeout a leader counts whom it heard from since the last one. So it steps down 1 to 2
 * election timeouts after it lost the quorum. An event exists only while contact is lacking.
 */
export class QuorumCheck {
  readonly #scheduler: Timers;
  readonly #clock: ElectionClock;
  readonly #leader: CheckedLeader;
  #timer: Timer | undefined;
  #leadsSinceTick = 0;

  constructor(scheduler: Timers, clock: ElectionClock, leader: CheckedLeader) {
    this.#scheduler = scheduler;
    this.#clock = clock;
    this.#leader = leader;
  }

  becameLeader(): void {
    this.#leadsSinceTick = this.#clock.currentTick;
    this.update();
  }

  update(): void {
    if (!this.#leader.isLeader() || this.#leader.hasContactWithQuorum()) {
      this.stop();
      return;
    }
    if (this.#timer !== undefined) return;
    const { electionTicks } = this.#clock.timing;
    const periods = Math.floor((this.#clock.currentTick - this.#leadsSinceTick) / electionTicks) + 1;
    const boundaryTick = this.#leadsSinceTick + periods * electionTicks;
    this.#timer = this.#scheduler.at(this.#clock.tickTime(boundaryTick), () => {
      this.#timer = undefined;
      const previousUs = this.#clock.tickTime(boundaryTick - electionTicks);
      if (!this.#leader.heardFromQuorumSince(previousUs)) this.#leader.stepDown();
      this.update();
    });
  }

  stop(): void {
    this.#scheduler.cancel(this.#timer);
    this.#timer = undefined;
  }
}
