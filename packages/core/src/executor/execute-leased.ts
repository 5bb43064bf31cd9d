import type { LeaseEvent, LeaseLoss, LeaseRefusal } from '../lease/lease-event.js';
import { assertNever } from '../foundation/assert-never.js';
import type { ExecuteOptions } from './execute-options.js';
import { execute } from './execute.js';
import type { ExecutionEvent, RunResult } from './execution-event.js';
import type { UnderLeaseOptions } from './under-lease.js';
import { underLease } from './under-lease.js';

export interface ExecuteLeasedOptions
  extends Omit<ExecuteOptions, 'onEvent' | 'mayChange'>, Pick<UnderLeaseOptions, 'lease' | 'beside'> {
  readonly onEvent?: (event: ExecutionEvent | LeaseEvent) => void;
}

export type LeasedRunResult =
  | RunResult
  /** The run was never begun, and nothing was changed. */
  | { readonly status: 'refused'; readonly refusal: LeaseRefusal; readonly tookMs: number }
  /** The run ended at once because its lease was not its own any more; `inFlight` are changes whose end is not known. */
  | {
      readonly status: 'lease-lost';
      readonly loss: LeaseLoss;
      readonly inFlight: readonly string[];
      readonly changes: number;
      readonly tookMs: number;
    };

/**
 * `execute` under a lease: only one such run at a time changes a cluster. No step of a change begins once the lease was not
 * renewed in time.
 */
export async function executeLeased(options: ExecuteLeasedOptions): Promise<LeasedRunResult> {
  const { lease, beside, ...run } = options;
  const { clock } = options;
  const startedMs = clock.nowMs();
  const work = await underLease(options, (held) =>
    execute({ ...run, signal: held.signal, mayChange: () => held.mayChange() }),
  );
  const tookMs = clock.nowMs() - startedMs;
  switch (work.kind) {
    case 'refused':
      return { status: 'refused', refusal: work.refusal, tookMs };
    case 'aborted':
      return { status: 'aborted', inFlight: [], changes: 0, tookMs };
    case 'ended': {
      const { value: result, loss } = work;
      if (loss === undefined || result.status !== 'aborted') return result;
      const { inFlight, changes } = result;
      return { status: 'lease-lost', loss, inFlight, changes, tookMs };
    }
    default:
      return assertNever(work);
  }
}
