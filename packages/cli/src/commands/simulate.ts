import type { Chapter, Story } from '@quorate/sim-driver';
import { runScenario } from '@quorate/sim-driver';
import { EXIT, exitCodeOf } from '../exit-code.js';
import type { StoryInput } from '../input/story.js';
import { readStory } from '../input/story.js';
import { refuse } from '../refusal.js';
import type { StoryTotals } from '../render/story-end.js';
import { totalsOf } from '../render/story-end.js';
import type { Terminal } from '../terminal.js';
import { Interrupted, interruptible } from './interruptible.js';
import type { StoryTeller } from './story-teller.js';
import { jsonTeller } from './json-teller.js';
import { peopleTeller } from './people-teller.js';

export interface SimulateOptions {
  readonly seed?: string;
  readonly fault: readonly string[];
  readonly late: readonly string[];
  readonly scenario?: string;
  readonly json?: true;
  readonly verbose?: true;
}

/** `quorate simulate`: the protocol over a simulated world. Progress on stderr, results on stdout. */
export async function simulate(
  specPath: string | undefined,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<number> {
  const read = readStory({
    specPath,
    scenarioPath: options.scenario,
    seed: options.seed,
    faults: options.fault,
    late: options.late,
  });
  if (!read.ok) return refuse(terminal, read.error);
  const input = read.value;
  for (const warning of input.warnings) terminal.err(warning);
  const teller =
    options.json === true
      ? jsonTeller(input, terminal)
      : peopleTeller(input, options.verbose === true, terminal);
  try {
    return await tellStory(input, teller, terminal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    teller.interrupted();
    return EXIT.interrupted;
  }
}

async function tellStory(input: StoryInput, teller: StoryTeller, terminal: Terminal): Promise<number> {
  const { scenario } = input;
  const story = await runScenario(scenario, {
    onChapter: teller.chapter,
    onEvent: teller.event,
    journal: interruptible(terminal),
    keepTrace: scenario.faults.length > 0,
  });
  const last: Chapter | undefined = story.chapters.at(-1);
  if (last === undefined) return EXIT.defect;
  const totals: StoryTotals = totalsOf(story, scenario.seed);
  const exitCode = exitCodeOf(last.result);
  teller.end({ story, last, totals, exitCode, missed: missedFaults(input, story) });
  return exitCode;
}

/** Short forms of the faults whose moment never came. */
function missedFaults({ scenario, faultTexts }: StoryInput, { simulation }: Story): readonly string[] {
  const strikes = simulation.world.trace.records
    .filter(({ event }) => event === 'fault.struck')
    .map(({ host, detail }) => `${String(detail?.['kind'])} ${host ?? ''}`);
  return scenario.faults.flatMap(({ kind, args }, index) => {
    const strike = strikes.indexOf(`${kind} ${args['host'] ?? ''}`);
    if (strike < 0) return [faultTexts[index] ?? kind];
    strikes.splice(strike, 1);
    return [];
  });
}
