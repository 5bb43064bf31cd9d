import type { BlockReason, CommandInFlight } from '@quorate/core';

/** What was found. Times are milliseconds since the epoch. */
export type FoundJournal =
  | { readonly state: 'fresh' }
  | {
      readonly state: 'interrupted';
      /** Somebody ended it in order; otherwise its process died. */
      readonly aborted: boolean;
      readonly beganMs: number;
      /** Its last sign of life. */
      readonly lastMs: number;
      readonly inFlight: readonly CommandInFlight[];
      /** Its last line was not whole; it is cut off at the first entry that follows. */
      readonly torn: boolean;
    }
  /** Its journal is kept as `PATH.1` when the next run writes its first entry. */
  | { readonly state: 'ended'; readonly how: 'ready'; readonly beganMs: number; readonly lastMs: number }
  | {
      readonly state: 'ended';
      readonly how: 'blocked';
      readonly reason: BlockReason;
      readonly beganMs: number;
      readonly lastMs: number;
    };
