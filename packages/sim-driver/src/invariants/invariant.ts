import type { TraceRecord } from '../engine/trace.js';
import type { Simulation } from '../simulation/simulation.js';

export type InvariantId =
  | 'one-leader-per-term'
  | 'quorum-after-every-change'
  | 'one-membership-change-at-a-time'
  | 'one-control-plane-join-at-a-time'
  | 'one-cluster'
  | 'init-on-one-host'
  | 'credentials-outlast-the-join';

/** What must hold whatever happens. The one list is used by tests, by the explorer and by runs that ask for it. */
export interface Invariant {
  readonly id: InvariantId;
  readonly title: string;
  /** Called once per simulation; the function it gives is asked after every trace record and answers with what is wrong. */
  readonly watch: (simulation: Simulation) => (record: TraceRecord) => string | undefined;
}

export interface Violation {
  readonly invariant: InvariantId;
  readonly atUs: number;
  readonly message: string;
}
