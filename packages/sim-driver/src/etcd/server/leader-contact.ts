import type { ElectionClock } from './election-clock.js';
import type { EtcdServer } from './etcd-server.js';

/**
 * Whether heartbeats come. They are not sent one by one: while nothing between a follower and its leader is broken they are
 * known to come at every tick of the leader, so that only the end of it is an event.
 */
export class LeaderContact {
  readonly #clock: ElectionClock;
  #leader: EtcdServer | undefined;

  constructor(clock: ElectionClock) {
    this.#clock = clock;
  }

  get holds(): boolean {
    return this.#leader !== undefined;
  }

  isWith(leader: EtcdServer): boolean {
    return this.#leader === leader;
  }

  /** A message of the leader of `term` came over a link that is up; one in flight may be from a leader that leads no more. */
  heard(leader: EtcdServer | undefined, term: number): void {
    this.#clock.reset();
    const leads = leader?.raft.role === 'leader' && leader.raft.state.term === term;
    this.#leader = leads ? leader : undefined;
  }

  /** Another leader, or none. */
  follows(leaderId: string | undefined): void {
    if (this.#leader?.memberId !== leaderId) this.#leader = undefined;
  }

  /** The heartbeats end; the last one came at the leader's last tick. */
  lose(leaderId: string): void {
    if (this.#leader?.memberId !== leaderId) return;
    const { clock } = this.#leader;
    this.#leader = undefined;
    this.#clock.resetAt(clock.lastTickUs);
  }

  /** A leader was heard of less than an election timeout ago: no other candidate gets a vote (raft: leader lease). */
  get leaseHolds(): boolean {
    return this.holds || this.#clock.elapsedTicks < this.#clock.timing.electionTicks;
  }
}
