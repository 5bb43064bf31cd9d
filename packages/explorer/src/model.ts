/** A state: a fixed number of 32-bit words, whose meaning is the model's. */
export type StateWords = Int32Array;

/**
 * `fair`: it is taken at last unless another is (a program that runs goes on). `fault`: it may happen, and nothing that is
 * promised relies on it.
 */
export type StepFairness = 'fair' | 'fault';

/** Takes a successor; the words are copied, so the model may write over them afterwards. */
export type Emit = (successor: StateWords, step: number, fairness: StepFairness) => void;

export interface Model {
  /** Words of one state. */
  readonly words: number;
  readonly initial: StateWords;
  /** Tells every successor of a state. Deterministic: the same state gives the same successors in the same order. */
  readonly next: (state: StateWords, emit: Emit) => void;
  /** Replaces a state, in place, by the one that stands for all that are equal to it but for names. */
  readonly canonicalise: (state: StateWords) => void;
  /** A step in words; `state` is the one that it leads to. */
  readonly describeStep: (step: number, state: StateWords) => string;
  readonly describeState: (state: StateWords) => string;
}

export type Property = AlwaysProperty | SometimesProperty | EventuallyProperty;

/** Holds in every reachable state. */
export interface AlwaysProperty {
  readonly kind: 'always';
  readonly name: string;
  readonly holds: (state: StateWords) => boolean;
}

/** Holds in some reachable state: shows that the danger was reached, and not only avoided by the bound. */
export interface SometimesProperty {
  readonly kind: 'sometimes';
  readonly name: string;
  readonly holds: (state: StateWords) => boolean;
}

/**
 * From every reachable state, once no further fault happens, each way leads to a state where it holds. The only fairness
 * assumed is that a system with an enabled fair step takes one of them: a circle of fair steps counts as a violation.
 */
export interface EventuallyProperty {
  readonly kind: 'eventually';
  readonly name: string;
  readonly holds: (state: StateWords) => boolean;
}
