import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { registerDiagnose } from './commands/diagnose.js';
import { registerApply } from './commands/apply.js';
import { registerExplain } from './commands/explain.js';
import { registerFaults } from './commands/faults.js';
import { registerObserve } from './commands/observe.js';
import { registerPlan } from './commands/plan.js';
import { registerReset } from './commands/reset.js';
import { registerVersion } from './commands/version.js';
import { registerKubeconfig } from './commands/kubeconfig.js';
import { registerInit } from './commands/init.js';
import { registerCompletion } from './commands/completion.js';
import { registerSimulate } from './commands/simulate.js';
import { registerStatus } from './commands/status.js';
import { registerValidate } from './commands/validate.js';
import { EXIT } from './exit-code.js';
import { exitCodeTable } from './exit-code-table.js';
import type { Terminal } from './terminal.js';
import type { Register } from './verb.js';

/** In the order of the help text, under its headings. */
const VERBS: Readonly<Record<string, readonly Register[]>> = {
  'Build a cluster:': [registerInit, registerValidate, registerPlan, registerApply],
  'Look after it:': [registerStatus, registerDiagnose, registerObserve, registerKubeconfig, registerReset],
  'Try it without machines:': [registerSimulate, registerFaults],
  'Understand it:': [registerExplain, registerVersion, registerCompletion],
};

/** Parses the command line, runs the command, gives the exit code. Never exits the process itself. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.done;
  const program = commandLine(terminal);
  const finish = async (work: number | Promise<number>): Promise<void> => {
    code = await work;
  };
  for (const [heading, registers] of Object.entries(VERBS)) {
    program.commandsGroup(heading);
    for (const register of registers) register({ program, terminal, finish });
  }
  program.helpCommand('help [command]', 'show the help of a command');
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
  return code;
}

function commandLine(terminal: Terminal): Command {
  return new Command('quorate')
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
    .addHelpText('after', exitCodeTable);
}
