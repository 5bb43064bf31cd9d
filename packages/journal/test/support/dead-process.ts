import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Beyond the largest id that Linux gives out. */
const NO_PROCESS = 2 ** 22 + 1;

/** Makes the lock of a journal that of a process which has ended. */
export function leaveLockOfDeadProcess(path: string): void {
  writeFileSync(`${path}.lock`, `${JSON.stringify({ machine: hostname(), pid: NO_PROCESS, started: '' })}\n`);
}
