import type { StoryInput } from '../input/story.js';
import { summaryOf } from '../render/cluster-summary.js';
import { lastLook } from '../render/last-look.js';
import { Narrator } from '../render/narrator.js';
import { storyEnd } from '../render/story-end.js';
import { painter } from '../render/style.js';
import type { StyledLine } from '../render/styled-line.js';
import { paintedLines } from '../render/styled-line.js';
import type { Terminal } from '../terminal.js';
import { screenOf } from '../terminal.js';
import type { StoryTeller } from './story-teller.js';

export function peopleTeller(
  { scenario, about, faultTexts }: StoryInput,
  verbose: boolean,
  terminal: Terminal,
): StoryTeller {
  const paint = painter(terminal.colour.err);
  const columns = screenOf(terminal);
  const write = (line: string): void => {
    terminal.err(line);
  };
  const say = (text: string, style?: StyledLine['style']): void => {
    for (const line of paintedLines([style === undefined ? { text } : { text, style }], columns, paint))
      write(line);
  };
  let narrator: Narrator | undefined;
  let assumed: readonly string[] = [];
  return {
    assumed: (assumptions) => {
      assumed = assumptions;
    },
    chapter: (spec, atMs, newcomers) => {
      if (narrator !== undefined) {
        narrator.heading(
          `${newcomers.join(', ')} ${newcomers.length === 1 ? 'appears' : 'appear'}: ${summaryOf(spec)}`,
        );
        return;
      }
      narrator = new Narrator({ startMs: atMs, verbose, paint, columns, write });
      narrator.heading(`${summaryOf(spec)} (simulated, seed ${scenario.seed})`);
      if (about !== undefined) say(about);
      if (scenario.observed !== undefined)
        say(`hosts as they were seen at ${new Date(scenario.observed.cluster.atMs).toISOString()}`);
      for (const assumption of assumed) say(`assumed: ${assumption}`, 'dim');
      for (const fault of faultTexts) say(`will go wrong: ${fault}`, 'dim');
    },
    event: (event) => {
      narrator?.tell(event);
    },
    end: ({ story, last, totals, missed }) => {
      for (const fault of missed) say(`never happened, its moment did not come: ${fault}`, 'yellow');
      const ended = storyEnd(story, last, totals);
      const shown = ['', ...lastLook(story.simulation, last.spec), ''];
      for (const line of [...shown, ...paintedLines(ended, columns, painter(terminal.colour.out))])
        terminal.out(line);
    },
    interrupted: () => {
      say('interrupted: the simulated world is gone, and nothing else was touched', 'yellow');
    },
  };
}
