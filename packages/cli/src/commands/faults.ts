import { EXIT } from '../exit-code.js';
import { faultGuide } from '../guide/fault-guide.js';
import type { Terminal } from '../terminal.js';

/** `quorate faults`: the catalogue, the moments, and the events that moments can name. */
export function faults(terminal: Terminal): number {
  for (const line of faultGuide()) terminal.out(line);
  return EXIT.done;
}
