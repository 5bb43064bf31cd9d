import type { MemberId } from '../identity.js';
import type { Membership } from '../membership.js';

/** The answers to one candidacy. Learners may answer; only voters are counted. */
export class VoteTally {
  readonly #votes = new Map<MemberId, boolean>();

  /** False: this one has answered already. */
  add(from: MemberId, granted: boolean): boolean {
    if (this.#votes.has(from)) return false;
    this.#votes.set(from, granted);
    return true;
  }

  outcome({ voters, quorum }: Membership): 'won' | 'lost' | 'open' {
    let granted = 0;
    let refused = 0;
    for (const voter of voters) {
      const vote = this.#votes.get(voter);
      if (vote === true) granted += 1;
      else if (vote === false) refused += 1;
    }
    if (granted >= quorum) return 'won';
    return refused >= quorum ? 'lost' : 'open';
  }
}
