import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { CancelSignal, Clock, Driver } from './driver.js';
import type { ExecutionEvent } from './execution-event.js';
import type { Journal, JournalEntry } from './journal.js';

export interface ExecuteOptions {
  readonly spec: ClusterSpec;
  readonly driver: Driver;
  readonly clock: Clock;
  /** Ends the run at once: steps under way become unknown. */
  readonly signal?: CancelSignal;
  /** Ends the run at the next safe point: changes under way come to their end, none is begun. */
  readonly stop?: CancelSignal;
  /** Asked before a change, and each of its steps, begins: after a no the run begins nothing more and ends as aborted. */
  readonly mayChange?: () => boolean;
  /** Default: none, so that the run cannot be resumed. With `resumeFrom`, the journal that those entries are from: it is appended to. */
  readonly journal?: Journal;
  /** Entries of an earlier run of the same spec, aborted or killed: go on from there. What was in flight counts as unknown. */
  readonly resumeFrom?: readonly JournalEntry[];
  readonly onEvent?: (event: ExecutionEvent) => void;
}
