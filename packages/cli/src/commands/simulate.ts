import { exitCodesOf } from '../exit-code-table.js';
import type { Registration } from '../verb.js';
import { repeatable } from '../verb.js';
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
import { registerCheck } from './sim/check.js';
import { registerExplore } from './sim/explore.js';
import { refuseForeignOptions } from './sim/options-of-simulate.js';
import { registerStep } from './sim/step.js';
import { whatIf } from './sim/what-if.js';
import type { StoryTeller } from './story-teller.js';
import { jsonTeller } from './json-teller.js';
import { peopleTeller } from './people-teller.js';

export interface SimulateOptions {
  readonly seed?: string;
  readonly fault: readonly string[];
  readonly late: readonly string[];
  readonly scenario?: string;
  readonly observed?: string;
  readonly json?: true;
  readonly verbose?: true;
  readonly whatIf?: string;
}

/** `quorate simulate`: the protocol over a simulated world. Progress on stderr, results on stdout. */
async function simulate(
  specPath: string | undefined,
  options: SimulateOptions,
  terminal: Terminal,
): Promise<number> {
  const read = readStory({
    specPath,
    scenarioPath: options.scenario,
    observedPath: options.observed,
    seed: options.seed,
    faults: options.fault,
    late: options.late,
  });
  if (!read.ok) return refuse(terminal, read.error);
  const input = read.value;
  for (const warning of input.warnings) terminal.err(warning);
  if (options.whatIf !== undefined) {
    const format = { json: options.json === true, verbose: options.verbose === true };
    return whatIf(options.whatIf, input, format, terminal);
  }
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
    onSimulation: (_, assumptions) => {
      teller.assumed(assumptions);
    },
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

export function registerSimulate({ program, terminal, finish }: Registration): void {
  const simulateCommand = program
    .command('simulate')
    .alias('sim')
    .summary('build the cluster of a spec in a simulator, and show every step')
    .description('Runs the bootstrap protocol over simulated hosts, in virtual time. No machine is touched.')
    .argument('[spec]', 'cluster spec (YAML); default: the one that the scenario names')
    .option('--seed <n>', 'same seed, same run, event for event (default: 1)')
    .addOption(repeatable('--fault <fault>', 'let something go wrong: KIND:ARGS@MOMENT', 'nothing does'))
    .addOption(
      repeatable('--late <host=time>', 'a host appears only this long after the rest is ready', 'none'),
    )
    .option('--scenario <file>', 'take spec, seed, faults and late hosts from a file')
    .option('--observed <file>', 'hosts as `quorate observe` has seen them, instead of fresh ones')
    .option('--what-if <actions>', 'build it, then do these: "off master2; wait 2h; join master3"')
    .option('--json', 'events as one JSON document a line, on stdout')
    .option('-v, --verbose', 'also every look, host step and condition')
    .addHelpText('after', () => `${simulateExamples}${exits()}`)
    .action((spec: string | undefined, options: SimulateOptions) =>
      finish(simulate(spec, options, terminal)),
    );
  for (const register of [registerStep, registerCheck, registerExplore])
    register({ program: simulateCommand, terminal, finish });
  refuseForeignOptions(simulateCommand);
}

const simulateExamples = `
Examples:
  quorate simulate examples/ha-cluster.yaml
  quorate simulate examples/ha-cluster.yaml --late master3=3d
  quorate simulate examples/ha-cluster.yaml --fault kill:master3,kubeadm@etcd.member-added#2
  quorate simulate examples/ha-cluster.yaml --fault power-off:master2@60s --fault power-on:master2@5m
  quorate simulate --scenario examples/scenarios/wiped-master.yaml
  quorate sim examples/ha-cluster.yaml --what-if 'off master2; wait 2h; off master3; apply'
  quorate sim cluster.yaml --observed seen.json --what-if 'off master1; wait 10m; apply'
  quorate sim step examples/ha-cluster.yaml

\`quorate faults\` lists the kinds of faults and their moments.
`;

function exits(): string {
  return exitCodesOf({ [EXIT.done]: 'the cluster is ready' }, [
    EXIT.configInvalid,
    EXIT.blocked,
    EXIT.invariantViolated,
    EXIT.interrupted,
  ]);
}
