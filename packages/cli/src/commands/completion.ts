import type { Command } from 'commander';
import { Argument } from 'commander';
import { bashCompletion, zshCompletion } from '../completion/bash-completion.js';
import { commandTree } from '../completion/command-tree.js';
import { fishCompletion } from '../completion/fish-completion.js';
import { EXIT } from '../exit-code.js';
import { topics } from '../guide/topics.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

type Shell = keyof typeof SHELLS;

/** `quorate completion SHELL`: a script that completes verbs, options and what options can be. */
function completion(shell: Shell, program: Command, terminal: Terminal): number {
  const named = topics().map(({ name }) => name);
  const tree = commandTree(program, { 'quorate explain': [...new Set(named)] });
  terminal.out(SHELLS[shell](tree));
  return EXIT.done;
}

export function registerCompletion({ program, terminal, finish }: Registration): void {
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description(
      'Prints a script that completes verbs and options: `source <(quorate completion bash)`, the same with zsh, or ' +
        '`quorate completion fish | source`.',
    )
    .addArgument(new Argument('<shell>', 'whose script').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell) => finish(completion(shell, program, terminal)));
}
