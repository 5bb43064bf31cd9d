import type { Micros } from '../../engine/scheduler.js';
import type { MemberId } from '../identity.js';
import { nthSmallest } from '../nth-smallest.js';

/** What a leader knows of one other member. */
export interface Progress {
  /** Highest index known to be in the other's log. */
  match: number;
  /** Next index to send. */
  next: number;
  /** `probe`: one append at a time until one matches; `replicate`: entries are sent ahead of their answers. */
  state: 'probe' | 'replicate';
  /** An unanswered append (or snapshot) is under way in state probe. */
  waiting: boolean;
  /** Highest commit index sent along. */
  commitSent: number;
  /** When the other was last heard of, unless contact holds. */
  lastHeardUs: Micros | undefined;
}

export function freshProgress(lastIndex: number): Progress {
  return {
    match: 0,
    next: lastIndex + 1,
    state: 'probe',
    waiting: false,
    commitSent: 0,
    lastHeardUs: undefined,
  };
}

/** The highest index that a quorum of voters has. */
export function quorumIndex(voters: readonly MemberId[], matchOf: (id: MemberId) => number): number {
  const [only] = voters;
  if (only !== undefined && voters.length === 1) return matchOf(only);
  return nthSmallest(voters.map(matchOf), voters.length - 1 - Math.floor(voters.length / 2)) ?? 0;
}
