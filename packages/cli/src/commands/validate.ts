import { EXIT } from '../exit-code.js';
import { readSpecFile } from '../input/spec-file.js';
import { summaryOf } from '../render/cluster-summary.js';
import type { Terminal } from '../terminal.js';
import { counted } from '../render/counted.js';

/** `quorate validate SPEC`: every diagnostic on stdout, one a line, errors first to fix last to read. */
export function validate(path: string, terminal: Terminal): number {
  const read = readSpecFile(path);
  for (const line of [...read.warnings, ...(read.ok ? [] : read.errors)]) terminal.out(line);
  if (!read.ok) {
    terminal.err(`${path}: not valid: ${counted(read.errors.length, 'error')}`);
    return EXIT.configInvalid;
  }
  terminal.out(`${path}: valid: ${summaryOf(read.spec)}`);
  return EXIT.done;
}
