export interface TraceStep {
  readonly step: string;
  /** What stands after it. */
  readonly state: string;
}

/** How a counterexample ends: in that state, in one without a fair step, or in a circle of fair steps. */
export type TraceEnd = 'state' | 'stuck' | 'circle';

export interface Trace {
  readonly steps: readonly TraceStep[];
  readonly end: TraceEnd;
}

/**
 * `holds` and `fails` are proven when the exploration was exhaustive. `undecided`: the bound was hit before anything could be
 * said.
 */
export interface PropertyVerdict {
  readonly name: string;
  readonly kind: 'always' | 'sometimes' | 'eventually';
  readonly verdict: 'holds' | 'fails' | 'undecided';
  /** The shortest counterexample of `always` and `eventually`; the shortest witness of `sometimes`. */
  readonly trace?: Trace;
}

/** What an exploration saw. */
export interface Exploration {
  /** Distinct states, after symmetry. */
  readonly states: number;
  readonly transitions: number;
  /** Every state at most so many steps away was seen; in a search that exhausted them, it is the way to the farthest. */
  readonly depth: number;
  /** Memory of what was kept: the states, the table they are found by, the steps between them. */
  readonly bytes: number;
  readonly ended: 'exhausted' | 'state-bound' | 'depth-bound' | 'counterexample';
  readonly properties: readonly PropertyVerdict[];
}
