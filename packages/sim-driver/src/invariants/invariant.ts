import type { ExecutionEvent, JournalEntry } from '@quorate/core';
import type { Micros } from '../engine/scheduler.js';
import type { TraceRecord } from '../engine/trace.js';
import type { Process } from '../host/process.js';
import type { Simulation } from '../simulation/simulation.js';

export type InvariantId =
  | 'one-leader-per-term'
  | 'committed-data-survives'
  | 'last-copy-kept'
  | 'quorum-after-every-change'
  | 'one-membership-change-at-a-time'
  | 'one-control-plane-join-at-a-time'
  | 'one-cluster'
  | 'init-on-one-host'
  | 'credentials-outlast-the-join'
  | 'nothing-before-its-precondition'
  | 'no-change-on-old-facts'
  | 'no-change-without-permit'
  | 'ready-cluster-untouched'
  | 'refusal-explained'
  | 'no-secret-shown'
  | 'ready-is-true'
  | 'blocked-for-a-true-reason'
  | 'run-ends';

/** What is wrong, with names and numbers; undefined when nothing is. */
export type Finding = string | undefined;

/** What an invariant listens to. Whatever it does not name costs nothing. */
export interface Watch {
  /** Asked after a trace record of the simulation, by the name of its event. */
  readonly records?: Readonly<Record<string, (record: TraceRecord) => Finding>>;
  /** Asked after every trace record, thousands in a run: it must cost next to nothing. */
  readonly onRecord?: (record: TraceRecord) => Finding;
  /** Asked when a process is there and has done nothing yet, on whichever host. */
  readonly onSpawn?: (process: Process) => Finding;
  /** Asked after an event of the run. */
  readonly onEvent?: (event: ExecutionEvent) => Finding;
  /** Asked after an entry of the run's journal was written. */
  readonly onJournal?: (entry: JournalEntry) => Finding;
}

export interface Watched {
  readonly simulation: Simulation;
  /** Virtual time since a fault last struck or was cured: what happened a moment ago, nobody can have seen. */
  readonly quietForUs: () => Micros;
}

/** What must hold whatever happens. The one list is used by tests, by the explorer and by runs that ask for it. */
export interface Invariant {
  readonly id: InvariantId;
  readonly title: string;
  /** What is compared with what, in words, with every number named: for explanations. */
  readonly formula: string;
  /** Called once per simulation: judges the world. */
  readonly watch?: (watched: Watched) => Watch;
  /** Called once per run of the protocol: judges what the orchestrator does and says. A resumed run is a new one. */
  readonly watchRun?: (watched: Watched) => Watch;
}

export interface Violation {
  readonly invariant: InvariantId;
  readonly atUs: number;
  readonly message: string;
}
