import type { CommandId } from '../commands/command.js';
import type { CommandReport } from '../commands/report.js';

/** Facts, not orders. Time arrives in events; the machine has no clock. */
export type ProtocolEvent =
  | { readonly type: 'run.started'; readonly atMs: number }
  /** A command ended. For one that is not in flight (late, duplicate) the event is ignored. */
  | {
      readonly type: 'command.settled';
      readonly atMs: number;
      readonly commandId: CommandId;
      readonly report: CommandReport;
    }
  /** Another process goes on from the journal: the secrets of the one before died with it. */
  | { readonly type: 'run.resumed'; readonly atMs: number }
  | { readonly type: 'run.aborted'; readonly atMs: number };
