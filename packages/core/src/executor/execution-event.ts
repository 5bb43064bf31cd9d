import type { Command, CommandId } from '../commands/command.js';
import type { CommandReport } from '../commands/report.js';
import type { BlockReason } from '../decisions/block-reason.js';
import type { Verdict } from '../decisions/verdict.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { StepOutcome } from '../steps/step-outcome.js';

/** The typed stream of a run, in order. Plain JSON, no secrets. `atMs` is milliseconds since the epoch on the run's clock. */
export type ExecutionEvent =
  | {
      readonly type: 'state.entered';
      readonly atMs: number;
      /** Active leaves of the chart that were not active before, for example `established.controlPlane.joining`. */
      readonly states: readonly string[];
    }
  | {
      readonly type: 'command.issued';
      readonly atMs: number;
      readonly id: CommandId;
      readonly command: Command;
      /** One line for people. */
      readonly title: string;
      readonly mutates: boolean;
      /** Every condition that permitted it, with evidence. */
      readonly permit?: Verdict;
    }
  | {
      readonly type: 'step.started';
      readonly atMs: number;
      readonly id: CommandId;
      readonly host: HostName;
      /** As an operator would have typed it, without secrets. */
      readonly line: string;
    }
  | {
      readonly type: 'step.settled';
      readonly atMs: number;
      readonly id: CommandId;
      readonly host: HostName;
      readonly line: string;
      readonly outcome: StepOutcome['kind'];
      readonly tookMs: number;
    }
  | {
      readonly type: 'command.settled';
      readonly atMs: number;
      readonly id: CommandId;
      readonly command: Command;
      readonly title: string;
      readonly report: CommandReport;
    }
  | { readonly type: 'event.ignored'; readonly atMs: number; readonly id: CommandId }
  /** It was asked to stop: it ends as soon as these changes have, and begins none. */
  | { readonly type: 'run.stopping'; readonly atMs: number; readonly underWay: readonly string[] }
  | { readonly type: 'run.blocked'; readonly atMs: number; readonly reason: BlockReason }
  | { readonly type: 'run.unblocked'; readonly atMs: number }
  | { readonly type: 'run.ended'; readonly atMs: number; readonly result: RunResult };

export type RunResult =
  | { readonly status: 'ready'; readonly verdict: Verdict; readonly changes: number; readonly tookMs: number }
  /** Nothing is broken that was not broken before; a person must act, or more patience is needed. */
  | {
      readonly status: 'blocked';
      readonly reason: BlockReason;
      readonly changes: number;
      readonly tookMs: number;
    }
  | {
      readonly status: 'aborted';
      /** Changes that were begun and whose end the journal does not hold. A look that was cut off is not one. */
      readonly inFlight: readonly string[];
      /** Present: it ended because this kept the journal from being written. Nothing was begun after that. */
      readonly journalFailure?: string;
      readonly changes: number;
      readonly tookMs: number;
    };
