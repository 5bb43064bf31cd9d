import type { Result } from '@quorate/core';
import { err, ok, titleOf } from '@quorate/core';
import type { StepEvent } from '@quorate/sim-driver';
import { lookAt, Walk } from '@quorate/sim-driver';
import { EXIT } from '../../exit-code.js';
import { readStory } from '../../input/story.js';
import { refuse } from '../../refusal.js';
import { lookLines, memberLines } from '../../render/cluster-look.js';
import { summaryOf } from '../../render/cluster-summary.js';
import { stepLine, whyLines } from '../../render/step-event.js';
import type { Terminal } from '../../terminal.js';
import type { Registration } from '../../verb.js';

const HELP = [
  'next [N]      takes the next step, or the next N     (also: n, or just Enter)',
  'back [N]      goes back                              (also: b)',
  'run           goes on to the end                     (also: r)',
  'why           what permitted this step, or what was seen when it failed',
  'look          how the cluster stands, and the states of the chart',
  'do ACTION     does something here, in a fork: do off master2; do cut master1 master2',
  'forks         lists the forks; `fork N` goes to one',
  'quit          (also: q, Ctrl-D)',
];

interface StepOptions {
  readonly seed?: string;
  readonly scenario?: string;
  readonly observed?: string;
}

/** `quorate sim step`: walk through a simulated bootstrap by hand. */
async function step(
  specPath: string | undefined,
  { seed, scenario: scenarioPath, observed: observedPath }: StepOptions,
  terminal: Terminal,
): Promise<number> {
  const read = readStory({ specPath, scenarioPath, observedPath, seed, faults: [], late: [] });
  if (!read.ok) return refuse(terminal, read.error);
  const { scenario } = read.value;
  const walk = await Walk.begin(scenario);
  terminal.out(
    `${summaryOf(scenario.spec)} (simulated, seed ${scenario.seed}). Enter takes a step, ? helps.`,
  );
  for (const assumption of walk.played.assumptions) terminal.err(`assumed: ${assumption}`);
  for (;;) {
    const line = await terminal.ask(promptOf(walk));
    if (terminal.signal.aborted) return EXIT.interrupted;
    if (line === undefined || /^(q|quit|exit)$/.test(line.trim())) return EXIT.done;
    const said = await obey(walk, line.trim());
    for (const one of said.ok ? said.value : [said.error]) terminal.out(one);
  }
}

function promptOf(walk: Walk): string {
  const fork = walk.branches.length > 1 ? `fork ${walk.branch.number} ` : '';
  return `${fork}${walk.position}${walk.ended ? ' (end)' : ''}> `;
}

async function obey(walk: Walk, line: string): Promise<Result<readonly string[], string>> {
  const [word = '', ...rest] = line.split(/\s+/);
  const count = rest[0] === undefined ? 1 : Number(rest[0]);
  switch (word) {
    case '':
    case 'n':
    case 'next':
      return Number.isInteger(count) ? forth(walk, walk.position + count) : notANumber(rest[0]);
    case 'r':
    case 'run':
      return forth(walk, Infinity);
    case 'b':
    case 'back':
      if (!Number.isInteger(count)) return notANumber(rest[0]);
      await walk.to(walk.position - count);
      return ok(walk.event === undefined ? ['at the beginning'] : [lineOf(walk.event, walk)]);
    case 'why':
      return ok(walk.event === undefined ? ['nothing has happened yet'] : whyLines(walk.event));
    case 'look':
      return ok(await standing(walk));
    case 'do':
      return fork(walk, rest.join(' '));
    case 'forks':
      return ok(walk.branches.map((one) => forkLine(one, walk)));
    case 'fork':
      return (await walk.switchTo(count))
        ? ok([forkLine(walk.branch, walk)])
        : err(`there is no fork ${rest[0] ?? ''}`);
    case '?':
    case 'help':
      return ok(HELP);
    default:
      return err(`"${word}" is not a command; ? lists them`);
  }
}

function notANumber(text: string | undefined): Result<never, string> {
  return err(`"${text ?? ''}" is not a whole number`);
}

async function forth(walk: Walk, to: number): Promise<Result<readonly string[], string>> {
  if (walk.ended) return ok(['this is the end; back, do and fork are possible']);
  return ok((await walk.to(to)).map((event) => lineOf(event, walk)));
}

async function fork(walk: Walk, text: string): Promise<Result<readonly string[], string>> {
  const forked = await walk.fork(text);
  return forked.ok ? ok([forkLine(forked.value, walk)]) : err(forked.error.join('\n'));
}

function lineOf(event: StepEvent, { startMs }: Walk): string {
  return stepLine(event, startMs);
}

function forkLine({ number, from, play }: Walk['branch'], walk: Walk): string {
  const here = number === walk.branch.number ? '*' : ' ';
  const done = play.interventions.map(({ afterStep, text }) => `${text} after step ${afterStep}`).join('; ');
  const origin =
    from === undefined ? 'as it goes by itself' : `from fork ${from.number} at step ${from.step}: ${done}`;
  return `${here} fork ${number}: ${origin}`;
}

async function standing(walk: Walk): Promise<readonly string[]> {
  // Played anew, because the look before this one has moved its clock.
  await walk.to(walk.position);
  const { simulation, states } = walk.played;
  const look = lookAt(simulation);
  const chart = states.map((path) => `${path}: ${titleOf(path)?.title ?? ''}`);
  return [...lookLines(look), ...memberLines(look), ...chart];
}

export function registerStep({ program, terminal, finish }: Registration): void {
  program
    .command('step')
    .summary('walk through a simulated bootstrap: forth, back, fork, why')
    .description(
      'Takes a simulated bootstrap one change at a time. Going back and forking cost nothing but patience.',
    )
    .argument('[spec]', 'cluster spec (YAML); default: the one that the scenario names')
    .option('--seed <n>', 'same seed, same run (default: 1)')
    .option('--scenario <file>', 'take spec, seed and faults from a file')
    .option('--observed <file>', 'hosts as `quorate observe` has seen them, instead of fresh ones')
    .addHelpText('after', ['', 'At the prompt:', ...HELP.map((line) => `  ${line}`)].join('\n'))
    .action((spec: string | undefined, _own: unknown, command: { optsWithGlobals(): StepOptions }) =>
      finish(step(spec, command.optsWithGlobals(), terminal)),
    );
}
