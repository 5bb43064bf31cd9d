import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { explain } from './commands/explain.js';
import { faults } from './commands/faults.js';
import type { SimulateOptions } from './commands/simulate.js';
import { simulate } from './commands/simulate.js';
import { validate } from './commands/validate.js';
import { EXIT, EXIT_MEANINGS } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Parses the command line, runs the command, gives the exit code. Never exits the process itself. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = commandLine(terminal, async (work) => {
    code = await work;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  return code;
}

function commandLine(terminal: Terminal, finish: (code: number | Promise<number>) => Promise<void>): Command {
  const program = new Command('quorate')
    .description(
      'Bootstraps highly available Kubernetes clusters with kubeadm, and can prove what it is about to do.',
    )
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.err(text.trimEnd());
      },
    })
    .addHelpText('after', exitCodes);
  program
    .command('simulate')
    .summary('build the cluster of a spec in a simulator, and show every step')
    .description('Runs the bootstrap protocol over simulated hosts, in virtual time. No machine is touched.')
    .argument('[spec]', 'cluster spec (YAML); default: the one that the scenario names')
    .option('--seed <n>', 'same seed, same run, event for event (default: 1)')
    .option('--fault <fault>', 'let something go wrong: KIND:ARGS@MOMENT (repeatable)', collect, [])
    .option(
      '--late <host=time>',
      'a host appears only this long after the rest is ready (repeatable)',
      collect,
      [],
    )
    .option('--scenario <file>', 'take spec, seed, faults and late hosts from a file')
    .option('--json', 'events as one JSON document a line, on stdout')
    .option('-v, --verbose', 'also every look, host step and condition')
    .addHelpText('after', simulateExamples)
    .action((spec: string | undefined, options: SimulateOptions) =>
      finish(simulate(spec, options, terminal)),
    );
  program
    .command('validate')
    .description('Checks a cluster spec, and says all that is wrong with it and where.')
    .argument('<spec>', 'cluster spec (YAML)')
    .action((spec: string) => finish(validate(spec, terminal)));
  program
    .command('faults')
    .description('Lists what can go wrong in the simulator, and at which moments.')
    .action(() => finish(faults(terminal)));
  program
    .command('explain')
    .description('Says what a state of the protocol is for; without one, lists them all.')
    .argument('[state]', 'for example controlPlane, or its whole path established.controlPlane.joining')
    .action((state: string | undefined) => finish(explain(state, terminal)));
  return program;
}

const simulateExamples = `
Examples:
  quorate simulate examples/ha-cluster.yaml
  quorate simulate examples/ha-cluster.yaml --late master3=3d
  quorate simulate examples/ha-cluster.yaml --fault kill:master3,kubeadm@etcd.member-added#2
  quorate simulate examples/ha-cluster.yaml --fault power-off:master2@60s --fault power-on:master2@5m
  quorate simulate --scenario examples/scenarios/wiped-master.yaml

\`quorate faults\` lists the kinds of faults and their moments.
${exitCodes()}`;

function exitCodes(): string {
  const rows = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return ['', 'Exit codes:', ...rows].join('\n');
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
