import type { MemberId } from '../identity.js';
import type { Backend } from '../backend.js';
import type { Command, LogEntry } from './command.js';

/** State that replaces a log: for followers that lag behind what the leader still has as entries. */
export interface RaftSnapshot {
  readonly index: number;
  readonly term: number;
  /** A copy that its receiver may keep and change. */
  readonly state: Backend;
}

export type RaftMessage = { readonly from: MemberId; readonly term: number } & (
  | {
      readonly kind: 'vote' | 'pre-vote';
      readonly lastIndex: number;
      readonly lastTerm: number;
      /** Sent on behalf of a leader that hands over: not held back by the lease. */
      readonly transfer: boolean;
    }
  | { readonly kind: 'vote-reply' | 'pre-vote-reply'; readonly granted: boolean }
  | {
      readonly kind: 'append';
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly LogEntry[];
      readonly commit: number;
      /** The leader does not know whether the logs match: answer even if there is nothing new. */
      readonly probe: boolean;
    }
  | {
      readonly kind: 'append-reply';
      /** Accepted: the last index that matches. Rejected: the previous index that did not. */
      readonly index: number;
      readonly rejected: boolean;
      /** Last index of the rejecting log. */
      readonly lastIndex: number;
    }
  | { readonly kind: 'heartbeat'; readonly commit: number }
  | { readonly kind: 'heartbeat-reply' }
  | { readonly kind: 'snapshot'; readonly snapshot: RaftSnapshot }
  | { readonly kind: 'timeout-now' }
  | { readonly kind: 'propose'; readonly command: Command }
);
