import type { StoryInput } from '../input/story.js';
import { summaryOf } from '../render/cluster-summary.js';
import { Narrator } from '../render/narrator.js';
import { storyEnd } from '../render/story-end.js';
import { painter } from '../render/style.js';
import type { Terminal } from '../terminal.js';
import type { StoryTeller } from './story-teller.js';

export function peopleTeller(
  { scenario, about, faultTexts }: StoryInput,
  verbose: boolean,
  terminal: Terminal,
): StoryTeller {
  const paint = painter(terminal.colour.err);
  const write = (line: string): void => {
    terminal.err(line);
  };
  let narrator: Narrator | undefined;
  return {
    chapter: (spec, atMs, newcomers) => {
      if (narrator !== undefined) {
        narrator.heading(
          `${newcomers.join(', ')} ${newcomers.length === 1 ? 'appears' : 'appear'}: ${summaryOf(spec)}`,
        );
        return;
      }
      narrator = new Narrator({ startMs: atMs, verbose, paint, write });
      narrator.heading(`${summaryOf(spec)} (simulated, seed ${scenario.seed})`);
      if (about !== undefined) write(about);
      for (const fault of faultTexts) write(paint('dim', `will go wrong: ${fault}`));
    },
    event: (event) => {
      narrator?.tell(event);
    },
    end: ({ story, last, totals, missed }) => {
      for (const fault of missed) write(paint('yellow', `never happened, its moment did not come: ${fault}`));
      for (const line of storyEnd(story, last, totals, painter(terminal.colour.out))) terminal.out(line);
    },
    interrupted: () => {
      write(paint('yellow', 'interrupted: the simulated world is gone, and nothing else was touched'));
    },
  };
}
