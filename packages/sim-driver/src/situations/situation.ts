import type { RunHistory } from './run-history.js';

/** A rare or dangerous place that tests must have been in. Data: it looks at what a run shows, and nothing is told about it. */
export interface Situation {
  readonly id: string;
  readonly title: string;
  readonly reached: (history: RunHistory) => boolean;
}

export function situation(id: string, title: string, reached: Situation['reached']): Situation {
  return { id, title, reached };
}
