export type TopicKind = 'state' | 'reason' | 'error' | 'exit code';

/** One thing that a run, a status or a journal can name. */
export interface Topic {
  readonly name: string;
  readonly kind: TopicKind;
  /** One line for the list. */
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** A page of the documentation, with its section. */
  readonly see: string;
}

/** What stands in a guide about a name. */
export interface Rule {
  /** What holds, why, and what follows for a person. */
  readonly rule: string;
  readonly see: string;
}
