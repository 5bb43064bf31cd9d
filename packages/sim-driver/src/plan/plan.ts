import type { BlockReason, CommandKind, HostName, Verdict } from '@quorate/core';

/** How it stands with etcd at one moment. Counts of members; all 0 before there is one. */
export interface EtcdStanding {
  readonly voters: number;
  readonly learners: number;
  /** Voters that run. In the worst case of a change whoever it brings in is counted as down. */
  readonly healthy: number;
  readonly quorum: number;
  /** Voters that may still be lost. Negative: quorum is lost already. */
  readonly mayFail: number;
}

export interface PlanStep {
  /** From 1 on, in the order in which they begin. Steps on different hosts may overlap. */
  readonly number: number;
  readonly kind: CommandKind;
  /** `create`: something new; `change`: something that is there; `destroy`: something goes. */
  readonly action: 'create' | 'change' | 'destroy';
  /** Where it is done, and to whom. */
  readonly hosts: readonly HostName[];
  readonly title: string;
  /** Every condition that permits it, with evidence. Absent: needs none. */
  readonly permit?: Verdict;
  readonly etcd: {
    readonly before: EtcdStanding;
    /** The worst case while it runs. */
    readonly during: EtcdStanding;
    readonly after: EtcdStanding;
  };
  /** Expected, in milliseconds since the run begins. */
  readonly startsAtMs: number;
  readonly durationMs: number;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  /** Why nothing that the protocol does can undo it. See {@link pointOfNoReturn} for what counts. */
  readonly pointOfNoReturn?: string;
  /** What the run waits for before it. */
  readonly waitsFor: readonly string[];
}

export type PlanEnd =
  | { readonly kind: 'ready' }
  /** A run would stop here; `atMs` since it began, without the patience that it then has. */
  | { readonly kind: 'blocked'; readonly atMs: number; readonly reason: BlockReason };

export interface PlanTotals {
  readonly create: number;
  readonly change: number;
  readonly destroy: number;
  readonly pointsOfNoReturn: number;
  /** Milliseconds until it is ready or blocked. */
  readonly durationMs: number;
  /** Of that, time in which no change runs. */
  readonly waitingMs: number;
}

/** What a run would do to the hosts as they were seen. Plain JSON. */
export interface Plan {
  readonly cluster: string;
  readonly specDigest: string;
  readonly observedAtMs: number;
  readonly observationDigest: string;
  /** The facts that the digest is made of, so that a later look can say which of them moved. */
  readonly facts: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly steps: readonly PlanStep[];
  readonly end: PlanEnd;
  readonly totals: PlanTotals;
  /** What nobody saw and had to be chosen. */
  readonly assumptions: readonly string[];
}
