import type { Registration } from '../verb.js';
import { EXIT } from '../exit-code.js';
import { faultGuide } from '../guide/fault-guide.js';
import type { Terminal } from '../terminal.js';

/** `quorate faults`: the catalogue, the moments, and the events that moments can name. */
function faults(terminal: Terminal): number {
  for (const line of faultGuide()) terminal.out(line);
  return EXIT.done;
}

export function registerFaults({ program, terminal, finish }: Registration): void {
  program
    .command('faults')
    .summary('list what can go wrong in the simulator, and when')
    .description('Lists what can go wrong in the simulator, and at which moments.')
    .action(() => finish(faults(terminal)));
}
