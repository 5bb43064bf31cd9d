import { Command, CommanderError } from 'commander';
import type { SimulateOptions } from './commands/simulate.js';
import { simulate } from './commands/simulate.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Parses the command line, runs the command, gives the exit code. Never exits the process itself. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = new Command('quorate')
    .description(
      'Bootstraps highly available Kubernetes clusters with kubeadm, and can prove what it is about to do.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.err(text.trimEnd());
      },
    });
  program
    .command('simulate')
    .description('run the protocol over simulated hosts, in virtual time')
    .argument('[spec]', 'cluster spec (YAML)')
    .option('--seed <n>', 'same seed, same run (default 1)')
    .option('--fault <fault>', 'let something go wrong: KIND:ARGS@MOMENT (repeatable)', collect, [])
    .option(
      '--late <host=time>',
      'a host appears only this long after the cluster is ready (repeatable)',
      collect,
      [],
    )
    .option('--scenario <file>', 'take spec, seed, faults and late hosts from a file')
    .option('--json', 'events as NDJSON on stdout')
    .option('-v, --verbose', 'also looks, waits, host steps and every condition')
    .addHelpText(
      'after',
      `
Examples:
  quorate simulate examples/ha-cluster.yaml
  quorate simulate examples/ha-cluster.yaml --late master3=3d
  quorate simulate examples/ha-cluster.yaml --fault kill:master3,kubeadm@etcd.member-added#2
  quorate simulate examples/ha-cluster.yaml --fault power-off:master2@60s --fault power-on:master2@5m

Exit codes: 0 ready, 2 usage, 3 spec or scenario invalid, 5 blocked (a person must act), 130 interrupted, 1 defect.`,
    )
    .action(async (spec: string | undefined, options: SimulateOptions) => {
      code = await simulate(spec, options, terminal);
    });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  return code;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
