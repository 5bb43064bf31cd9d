import { rememberByText } from '../engine/remember.js';
import { MICROS_PER_MS, MICROS_PER_SECOND, seconds } from '../engine/scheduler.js';
import { sleep } from '../engine/task.js';
import type { Process, Program } from '../host/process.js';

/** Programs that report facts of their host. */

export const hostname: Program = function* (process) {
  process.out(process.host.hostname);
  return 0;
};

/** `date +%s` and `date +%s%3N`. */
export const date: Program = function* (process) {
  const us = process.host.clock();
  const format = process.argv.at(-1);
  if (format !== '+%s' && format !== '+%s%3N') {
    process.err(`date: invalid date ‘${format ?? ''}’`);
    return 1;
  }
  process.out(String(Math.floor(us / (format === '+%s' ? MICROS_PER_SECOND : MICROS_PER_MS))));
  return 0;
};

const wholeLine = rememberByText((pattern) => new RegExp(`^(?:${pattern})$`));

/** `pgrep -x NAME`, and `pgrep -x -f PATTERN` which is held against the whole command line. Never finds itself. */
export const pgrep: Program = function* (process) {
  const pattern = process.argv.at(-1) ?? '';
  const found = process.argv.includes('-f')
    ? commandsLike(process, wholeLine(pattern))
    : process.host.processesNamed(pattern);
  for (const { pid } of found) process.out(String(pid));
  return found.length === 0 ? 1 : 0;
};

function commandsLike(self: Process, pattern: RegExp): readonly Process[] {
  const found: Process[] = [];
  for (const one of self.host.processes.values())
    if (one !== self && pattern.test(one.commandLine)) found.push(one);
  return found;
}

/** `ss -Hltn`: listening TCP sockets; with `p` also who holds them. */
export const ss: Program = function* (process) {
  const withUsers = process.argv.slice(1).some((argument) => /^-[a-zA-Z]*p/.test(argument));
  for (const { address, port, process: holder } of process.host.listeners) {
    const users = withUsers ? ` users:(("${holder.name}",pid=${String(holder.pid)},fd=3))` : '';
    process.out(`LISTEN 0      128    ${`${address}:${String(port)}`.padStart(21)} 0.0.0.0:*${users}`);
  }
  return 0;
};

/** `which NAME…`: where each program is; silent about those that are not there. */
export const which: Program = function* (process) {
  const { host, world } = process;
  let code = 0;
  for (const name of process.argv.slice(1)) {
    const directory = PACKAGED.get(name) ?? (name in world.programs ? '/usr/bin' : undefined);
    if (directory === undefined || host.missingPrograms.has(name)) code = 1;
    else process.out(`${directory}/${name}`);
  }
  return code;
};

/** Programs of a prepared host that are not simulated, but looked for. */
const PACKAGED: ReadonlyMap<string, string> = new Map([
  ...['conntrack', 'ip', 'iptables', 'losetup'].map((name) => [name, '/usr/sbin'] as const),
  ...['cp', 'crictl', 'mount', 'nsenter'].map((name) => [name, '/usr/bin'] as const),
]);

/** `ip -4 -o addr show`. */
export const ip: Program = function* (process) {
  const line = (index: number, device: string, address: string, scope: string): string =>
    `${String(index)}: ${device}    inet ${address} scope ${scope} ${device}\\       valid_lft forever preferred_lft forever`;
  process.out(line(1, 'lo', '127.0.0.1/8', 'host'));
  process.host.addresses.forEach((address, index) => {
    process.out(line(index + 2, `eth${String(index)}`, `${address}/24`, 'global'));
  });
  return 0;
};

export const containerd: Program = function* (process) {
  process.out(
    `containerd github.com/containerd/containerd ${process.host.software['containerd'] ?? '1.6.20'}`,
  );
  return 0;
};

export const succeed: Program = function* () {
  return 0;
};

/** `sleep SECONDS`. */
export const sleepProgram: Program = function* (process) {
  yield* sleep(seconds(Number(process.argv[1] ?? '0')));
  return 0;
};
