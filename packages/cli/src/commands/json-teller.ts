import type { ExecutionEvent, RunResult } from '@quorate/core';
import type { StoryInput } from '../input/story.js';
import type { Terminal } from '../terminal.js';
import type { StoryTotals } from '../render/story-end.js';
import type { StoryTeller } from './story-teller.js';

/** One line of `--json`: the events of the runs, framed by those of the story. Plain JSON, no secrets. */
export type StoryEvent =
  | ExecutionEvent
  | {
      readonly type: 'story.began';
      readonly cluster: string;
      readonly seed: number;
      readonly faults: readonly string[];
      /** Milliseconds after the rest is ready. */
      readonly late: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'chapter.began';
      readonly atMs: number;
      readonly hosts: readonly string[];
      /** Hosts that were absent in the chapter before. */
      readonly newcomers: readonly string[];
    }
  | ({
      readonly type: 'story.ended';
      readonly status: RunResult['status'];
      readonly exitCode: number;
      /** Faults whose moment never came. */
      readonly missedFaults: readonly string[];
    } & StoryTotals)
  /** What had to be chosen because nobody had seen it; hosts as they were observed only. */
  | { readonly type: 'story.assumed'; readonly assumptions: readonly string[] }
  | { readonly type: 'story.interrupted' };

export function jsonTeller({ scenario, faultTexts }: StoryInput, terminal: Terminal): StoryTeller {
  const say = (event: StoryEvent): void => {
    terminal.out(JSON.stringify(event));
  };
  const { spec, seed, late } = scenario;
  say({ type: 'story.began', cluster: spec.name, seed, faults: faultTexts, late });
  return {
    assumed: (assumptions) => {
      if (assumptions.length > 0) say({ type: 'story.assumed', assumptions });
    },
    chapter: ({ hosts }, atMs, newcomers) => {
      say({ type: 'chapter.began', atMs, hosts: hosts.map((host) => host.name), newcomers });
    },
    event: say,
    end: ({ last, totals, exitCode, missed }) => {
      say({ type: 'story.ended', status: last.result.status, exitCode, missedFaults: missed, ...totals });
    },
    interrupted: () => {
      say({ type: 'story.interrupted' });
    },
  };
}
