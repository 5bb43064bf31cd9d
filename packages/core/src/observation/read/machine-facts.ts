import type { KernelSwitch, ListeningSocket, MachineFacts } from '../host-capacity.js';

/** The paths under which `head` shows each file. */
export type MachinePaths = Readonly<
  Record<'status' | 'memory' | 'swaps' | 'fileSystems' | 'bridgeNfCallIptables' | 'ipForward', string>
>;

/**
 * `head` of several files, each under `==> PATH <==`. A file that is not there has no part; without any part nothing is known.
 */
export function readMachine(text: string, paths: MachinePaths): MachineFacts | undefined {
  const parts = readParts(text);
  if (parts.size === 0) return undefined;
  const cpus = countOfList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(parts.get(paths.status) ?? '')?.[1]);
  const memoryKb = /^MemTotal:\s*(\d+) kB$/m.exec(parts.get(paths.memory) ?? '')?.[1];
  const swaps = parts.get(paths.swaps);
  const fileSystems = parts.get(paths.fileSystems);
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memoryKb === undefined ? {} : { memoryMb: Math.floor(Number(memoryKb) / 1024) }),
    ...(swaps === undefined ? {} : { swaps: readSwaps(swaps) }),
    ...(fileSystems === undefined ? {} : { overlay: /^\S*\s+overlay$/m.test(fileSystems) }),
    bridgeNfCallIptables: readSwitch(parts.get(paths.bridgeNfCallIptables)),
    ipForward: readSwitch(parts.get(paths.ipForward)),
  };
}

function readParts(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.split(/^==> /m).slice(1)) {
    const end = part.indexOf(' <==\n');
    if (end > 0) parts.set(part.slice(0, end), part.slice(end + ' <==\n'.length));
  }
  return parts;
}

/** `0-3,8`: 5. */
function countOfList(list: string | undefined): number | undefined {
  if (list === undefined) return undefined;
  const counts = list.split(',').map((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return last - first + 1;
  });
  const count = counts.reduce((sum, one) => sum + one, 0);
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

/** /proc/swaps: a line of titles, then one line for each area, its path first. */
function readSwaps(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
}

function readSwitch(text: string | undefined): KernelSwitch {
  if (text === undefined) return 'absent';
  return text.trim() === '1' ? 'on' : 'off';
}

/** `ss -H -ltnp`: state, two queues, local address, peer, and the processes when they may be seen. */
export function readListeners(text: string): readonly ListeningSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, , , local = ''] = line.trim().split(/\s+/);
    const socket = /^(.+):(\d+)$/.exec(local);
    if (socket?.[1] === undefined) return [];
    const process = /\susers:\(\("([^"]+)"/.exec(line)?.[1];
    const address = socket[1].replace(/^\[|\]$/g, '').replace(/%.*$/, '');
    return [{ address, port: Number(socket[2]), ...(process === undefined ? {} : { process }) }];
  });
}
