import type { ClusterSpec, ExecutionEvent } from '@quorate/core';
import type { Chapter, Story } from '@quorate/sim-driver';
import type { StoryTotals } from '../render/story-end.js';

export interface StoryEnd {
  readonly story: Story;
  readonly last: Chapter;
  readonly totals: StoryTotals;
  readonly exitCode: number;
  /** Short forms of the faults whose moment never came. */
  readonly missed: readonly string[];
}

/** Shows a story while it happens. */
export interface StoryTeller {
  /** Before everything else: what had to be chosen because nobody had seen it. */
  readonly assumed: (assumptions: readonly string[]) => void;
  readonly chapter: (spec: ClusterSpec, atMs: number, newcomers: readonly string[]) => void;
  readonly event: (event: ExecutionEvent) => void;
  readonly end: (end: StoryEnd) => void;
  readonly interrupted: () => void;
}
