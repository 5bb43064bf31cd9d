import type { MemberId } from '../identity.js';
import type { Membership } from '../membership.js';
import type { RaftMessage, RaftSnapshot } from './message.js';
import type { RaftLog } from './raft-log.js';

/** What survives a crash: written before any answer that depends on it. */
export interface HardState {
  term: number;
  vote: MemberId | undefined;
  commit: number;
  readonly log: RaftLog;
}

export type RaftRole = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** The world as one raft node sees it. */
export interface RaftEnvironment {
  /** The configuration as this node has applied it. */
  membership(): Membership;
  appliedIndex(): number;
  /** Whether messages to the member get through at the moment; others are not even sent. */
  reaches(to: MemberId): boolean;
  send(to: MemberId, message: RaftMessage): void;
  /** A leader was heard of less than an election timeout ago. */
  leaderLeaseHolds(): boolean;
  /** A message of the leader of the current term has arrived. */
  heardFromLeader(): void;
  /** A vote was granted or the term changed: elections start from zero. */
  electionReset(): void;
  roleChanged(previous: RaftRole): void;
  leaderChanged(): void;
  commitAdvanced(): void;
  takeSnapshot(): RaftSnapshot;
  installSnapshot(snapshot: RaftSnapshot): void;
  /** The log contradicts what was promised: the process must die (Go panic, exit code 2). */
  panic(message: string): void;
}
