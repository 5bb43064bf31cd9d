import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process holds a lock, and where its id means something. */
export interface ProcessIdentity {
  /** Host name. Two machines may have the same, and so has every container in the network of its host. */
  readonly machine: string;
  readonly pid: number;
  /** `BOOT/TICKS`: tells it from a later process with the same id. Without TICKS where they cannot be read, empty where there is no /proc. */
  readonly started: string;
  /** Of /etc/machine-id, which outlives a boot. */
  readonly machineId?: string;
  /** As /proc has it: `pid:[4026531836]`. Absent where there is no /proc, and in locks that know nothing of it. */
  readonly pidNamespace?: string;
}

export function thisProcess(): ProcessIdentity {
  const machineId = textOf('/etc/machine-id');
  const pidNamespace = linkOf('/proc/self/ns/pid');
  return {
    machine: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
    // Before the first boot has ended it says `uninitialized`, everywhere.
    ...(/^[0-9a-f]{32}$/.test(machineId) ? { machineId } : {}),
    ...(pidNamespace === '' ? {} : { pidNamespace }),
  };
}

/** As in `ProcessIdentity`, of a process in the PID namespace of this one. */
export function startOf(pid: number): string {
  const boot = textOf('/proc/sys/kernel/random/boot_id');
  if (boot === '') return '';
  // Who entered a PID namespace and kept the /proc of another one reads of other processes there.
  const isOurs = linkOf('/proc/self') === String(process.pid);
  const stat = isOurs ? textOf(`/proc/${pid}/stat`) : '';
  // The second field is the program's name in brackets and may hold blanks; the start is field 22.
  return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
