import type { Registration } from '../verb.js';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import { summaryOf } from '../render/cluster-summary.js';
import type { Terminal } from '../terminal.js';
import { counted } from '../render/counted.js';

/** `quorate validate SPEC`: every diagnostic on stdout, one a line, errors first to fix last to read. */
function validate(path: string, terminal: Terminal): number {
  const read = readSpecFile(path);
  for (const line of [...read.warnings, ...(read.ok ? [] : read.errors)]) terminal.out(line);
  if (!read.ok) {
    terminal.err(`${path}: not valid: ${counted(read.errors.length, 'error')}`);
    return EXIT.configInvalid;
  }
  terminal.out(`${path}: valid: ${summaryOf(read.spec)}`);
  return EXIT.done;
}

export function registerValidate({ program, terminal, finish }: Registration): void {
  program
    .command('validate')
    .summary('say all that is wrong with a cluster spec, and where')
    .description('Checks a cluster spec, and says all that is wrong with it and where.')
    .argument('<spec>', 'cluster spec (YAML)')
    .addHelpText(
      'after',
      exitCodesOf({ [EXIT.done]: 'valid', [EXIT.configInvalid]: 'not valid, or cannot be read' }),
    )
    .action((spec: string) => finish(validate(spec, terminal)));
}
