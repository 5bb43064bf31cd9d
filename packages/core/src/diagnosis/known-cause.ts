import type { CommandFailure, FailureClass } from '../commands/report.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { Evidence, EvidenceSource } from './evidence.js';

/**
 * Something that is known to go wrong. A cause is found when one of its clues is; nothing is guessed from a failure class alone.
 */
export interface KnownCause {
  /** Stable, for scripts: `swap-on`. */
  readonly id: string;
  /** What it is, in half a line. */
  readonly title: string;
  /** `consequence`: usually something else is behind it; it is named only after every cause. */
  readonly kind: 'cause' | 'consequence';
  readonly clues: readonly Clue[];
  /** Failures that it leads to: a cause that fits the failure at hand goes first. */
  readonly leadsTo: readonly FailureClass[];
  readonly why: string;
  /** What a person can do, safest first. */
  readonly next: readonly string[];
  /** Where the texts and the rule come from, with versions. */
  readonly source: string;
}

export type Clue = LineClue | FactClue;

/** A line of the failure's own message or of what was collected. */
export interface LineClue {
  readonly kind: 'line';
  readonly in: readonly (EvidenceSource | 'failure')[];
  readonly pattern: RegExp;
  /** Only within so many last lines: what a log said long ago may be over. */
  readonly within?: number;
  /** Who says it ends of it: when it serves now, it is over. */
  readonly fatal?: true;
  /** Said later in the same text, it is over. */
  readonly unlessLater?: RegExp;
}

/** Numbers, states, and what several hosts say together. */
export interface FactClue {
  readonly kind: 'fact';
  readonly look: (scene: Scene) => readonly Sighting[];
}

/** All that a clue may look at. */
export interface Scene {
  readonly evidence: Evidence;
  readonly failure?: CommandFailure;
}

/** What was seen, and where. */
export interface Sighting {
  readonly host: HostName;
  /** Where it stands: a file, a command, or `kubeadm` for the failure's own message. */
  readonly where: string;
  /** The exact line. */
  readonly line: string;
}
