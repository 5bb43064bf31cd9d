import { writeFileSync } from 'node:fs';
import type { ProcessIdentity } from '../../src/process-identity.js';
import { thisProcess } from '../../src/process-identity.js';

/** Beyond the largest id that Linux gives out. */
export const NO_PROCESS = 2 ** 22 + 1;

/** Makes the lock of a journal that of a process which has ended, here unless `elsewhere` says otherwise. */
export function leaveLockOfDeadProcess(path: string, elsewhere: Partial<ProcessIdentity> = {}): void {
  const holder = { ...thisProcess(), pid: NO_PROCESS, ...elsewhere };
  writeFileSync(`${path}.lock`, `${JSON.stringify(holder)}\n`);
}
