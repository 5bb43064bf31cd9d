import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './journal-refusal.js';

/** Which process holds a lock. */
export interface ProcessIdentity {
  readonly machine: string;
  readonly pid: number;
  /** Tells it from a later process with the same id: boot and clock ticks since then. Empty where there is no /proc. */
  readonly started: string;
}

export function thisProcess(): ProcessIdentity {
  return { machine: hostname(), pid: process.pid, started: startOf(process.pid) };
}

/** Of a process on another machine nothing can be known, so it counts as alive. */
export function mayBeAlive({ machine, pid, started }: ProcessIdentity): boolean {
  if (machine !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === '' || now === '' || started === now;
}

function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks; the start is field 22.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? '' : `${boot}/${ticks}`;
  } catch {
    return '';
  }
}
