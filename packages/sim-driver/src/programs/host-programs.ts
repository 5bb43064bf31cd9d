import { MICROS_PER_MS, MICROS_PER_SECOND, seconds } from '../engine/scheduler.js';
import { sleep } from '../engine/task.js';
import type { Program } from '../host/process.js';

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

/** `pgrep -x NAME`. */
export const pgrep: Program = function* (process) {
  const name = process.argv.at(-1) ?? '';
  const pids = process.host.processesNamed(name).map(({ pid }) => pid);
  for (const pid of pids) process.out(String(pid));
  return pids.length === 0 ? 1 : 0;
};

/** `ss -Hltn`: listening TCP sockets. */
export const ss: Program = function* (process) {
  for (const { address, port } of process.host.listeners) {
    process.out(`LISTEN 0      128    ${`${address}:${String(port)}`.padStart(21)} 0.0.0.0:*`);
  }
  return 0;
};

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
