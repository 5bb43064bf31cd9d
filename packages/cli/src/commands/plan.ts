import type { ClusterSpec } from '@quorate/core';
import type { Plan } from '@quorate/sim-driver/plan';
import { planAhead, readSavedPlan, renderSavedPlan } from '@quorate/sim-driver/plan';
import { InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import type { OutFile } from '../out-file.js';
import { OR_FORCE, whyNotThere, writeOutFile } from '../out-file.js';
import { refuse } from '../refusal.js';
import { planText } from '../render/plan-text.js';
import { painter } from '../render/style.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import { lookAtHosts, tellNobodyAnswered, tellUnreached } from '../world/look-at-hosts.js';
import { openWorld } from '../world/open-world.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';

export interface PlanOptions extends WorldOptions {
  readonly output: 'text' | 'json';
  readonly out?: string;
  readonly force?: true;
  readonly seed: number;
  readonly detailedExitcode?: true;
  readonly verbose?: true;
}

/** Changes are due, with `--detailed-exitcode`; nothing else of this verb ends so once it has begun. */
const CHANGES_DUE = 2;

/** `quorate plan SPEC`: looks at the hosts, runs the protocol ahead in the simulator, tells what it will do. Changes nothing. */
async function plan(specPath: string, options: PlanOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  const { spec } = read;
  for (const warning of read.warnings) terminal.err(warning);
  const file = options.out === undefined ? undefined : outFile(options.out, spec, options);
  const unwritable = file === undefined ? undefined : whyNotThere(file);
  if (unwritable !== undefined) return refuse(terminal, { problems: [unwritable], exitCode: EXIT.refused });
  const opened = await openWorld(spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  const world = opened.value;
  try {
    const observation = await lookAtHosts(spec, world, terminal);
    if (observation === undefined) return EXIT.interrupted;
    if (!tellUnreached(observation, terminal)) {
      tellNobodyAnswered(terminal);
      return EXIT.blocked;
    }
    const { signal } = terminal;
    const breathe = (): Promise<void> => terminal.breathe();
    const planned = await planAhead({ spec, observation, seed: options.seed, signal, breathe });
    if (planned === undefined) {
      terminal.err('interrupted; nothing was changed');
      return EXIT.interrupted;
    }
    tell(planned, spec, options, terminal);
    if (file !== undefined && !save(planned, file, terminal)) return EXIT.failed;
    if (planned.end.kind === 'blocked') return EXIT.blocked;
    return options.detailedExitcode === true && planned.steps.length > 0 ? CHANGES_DUE : EXIT.done;
  } finally {
    await world.close();
  }
}

/** An earlier plan goes for a new one, whatever the spec was then; nothing else does by mistake. */
function outFile(path: string, spec: ClusterSpec, { force }: PlanOptions): OutFile {
  if (force === true) return { path };
  return {
    path,
    keeps: (there) => {
      const { kind } = readSavedPlan(there, spec);
      return kind === 'read' || kind === 'other-spec' ? undefined : `is no saved plan: ${OR_FORCE}`;
    },
  };
}

function tell(planned: Plan, spec: ClusterSpec, options: PlanOptions, terminal: Terminal): void {
  if (options.output === 'json') terminal.out(renderSavedPlan(planned).trimEnd());
  else {
    const { columns, colour } = terminal;
    const style = { columns, paint: painter(colour.out), verbose: options.verbose === true };
    for (const line of planText(planned, spec, style)) terminal.out(line);
  }
}

function save(planned: Plan, file: OutFile, terminal: Terminal): boolean {
  const problem = writeOutFile(file, renderSavedPlan(planned));
  terminal.err(problem ?? `saved: ${file.path}; it is refused once what it was made from has moved`);
  return problem === undefined;
}

export function registerPlan({ program, terminal, finish }: Registration): void {
  const command = program
    .command('plan')
    .summary('what would be done to the hosts, in order, before anything is')
    .description(
      'Looks once at every host of a spec, runs the protocol ahead in a simulated world that is as the hosts were seen, and tells ' +
        'what it does there: each step with what permits it, voters, quorum and what may fail (before → at worst while it runs → ' +
        'after), and the points of no return. Changes nothing. Times are plausible, not exact.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .addOption(
      new Option('-o, --output <format>', 'how to tell it').choices(['text', 'json']).default('text'),
    )
    .option(
      '--out <file>',
      'save the plan (JSON), for `quorate apply SPEC --plan FILE`; an earlier plan is replaced',
    )
    .option('--force', 'overwrite any file with --out')
    .option('--detailed-exitcode', 'exit with 2 when changes are due')
    .option('--seed <number>', 'of the simulated timings', seedOf, 1)
    .option('-v, --verbose', 'every condition and every assumption');
  addWorldOptions(command)
    .addHelpText('after', () => `${examples}${exits()}`)
    .action((spec: string, options: PlanOptions) => finish(plan(spec, options, terminal)));
}

function exits(): string {
  return exitCodesOf(
    {
      [EXIT.done]: 'planned; with --detailed-exitcode: and nothing is to be done',
      [CHANGES_DUE]: 'with --detailed-exitcode: changes are due; else the command line is wrong',
      [EXIT.blocked]: 'the plan ends blocked: a person must act',
      [EXIT.failed]: 'planned, but the file of --out could not be written',
    },
    [EXIT.configInvalid, EXIT.refused, EXIT.interrupted],
  );
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new InvalidArgumentError('a whole number from 0.');
  return seed;
}

const examples = `
Examples:
  quorate plan cluster.yaml
  quorate plan cluster.yaml --out today.plan --detailed-exitcode
  quorate plan cluster.yaml -o json | jq -r '.steps[] | select(.pointOfNoReturn) | .title'
  quorate plan examples/ha-cluster.yaml --simulate examples/scenarios/wiped-master.yaml
`;
