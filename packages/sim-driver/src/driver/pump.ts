import type { Scheduler } from '../engine/scheduler.js';

/** One orchestrator attached to a simulated world. */
export interface Participant {
  /** It has nothing to do but wait for the world. */
  waiting: boolean;
}

/**
 * Moves virtual time while every orchestrator waits, one event at a time, until one of them is given something.
 * Nothing else moves time during a run, so real time and the order of promises never show.
 */
export class Pump {
  readonly #scheduler: Scheduler;
  readonly #participants = new Set<Participant>();
  /** Participants that do not wait. */
  #working = 0;
  #delivered = 0;
  #pumping = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  attach(): Participant {
    const participant: Participant = { waiting: false };
    this.#participants.add(participant);
    this.#working += 1;
    return participant;
  }

  /** One that is down will be started again: time goes on for it, also when no other is there, until the answer is called. */
  expect(): () => void {
    const absent: Participant = { waiting: true };
    this.#participants.add(absent);
    return () => {
      this.#participants.delete(absent);
    };
  }

  /** A detached orchestrator (killed, or done) is not waited for any more. */
  detach(participant: Participant): void {
    if (this.#participants.delete(participant) && !participant.waiting) this.#working -= 1;
    // The others may have waited for this one only.
    if (this.#participants.size > 0) this.#pump();
  }

  /** Something was handed to the participant: it is at work until it idles again. */
  deliver(participant: Participant): void {
    if (!this.#participants.has(participant)) return;
    if (participant.waiting) this.#working += 1;
    participant.waiting = false;
    this.#delivered += 1;
  }

  idle(participant: Participant): void {
    if (!participant.waiting && this.#participants.has(participant)) this.#working -= 1;
    participant.waiting = true;
    this.#pump();
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      const before = this.#delivered;
      while (this.#delivered === before && this.#working === 0) {
        if (!this.#scheduler.step())
          throw new Error('nothing can happen any more, yet an orchestrator waits');
      }
    } finally {
      this.#pumping = false;
    }
  }
}
