import { millis } from '../engine/scheduler.js';
import { sleep } from '../engine/task.js';
import type { Program } from '../host/process.js';

/** Programs that change what the kernel shows under /proc. */

const SWAPS = '/proc/swaps';
const FILE_SYSTEMS = '/proc/filesystems';
const BRIDGE = '/proc/sys/net/bridge';

/** Program `modprobe -a NAME…`. */
export const modprobe: Program = function* (process) {
  yield* sleep(millis(30));
  const { disk } = process.host;
  for (const name of process.argv.slice(1).filter((argument) => !argument.startsWith('-'))) {
    if (name === 'overlay') {
      const text = disk.text(FILE_SYSTEMS) ?? '';
      if (!/\toverlay$/m.test(text)) disk.write(FILE_SYSTEMS, `${text}nodev\toverlay\n`);
    } else if (name === 'br_netfilter') {
      for (const key of ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables']) {
        if (!disk.exists(`${BRIDGE}/${key}`)) disk.write(`${BRIDGE}/${key}`, '1\n');
      }
    } else {
      process.err(`modprobe: WARNING: Module ${name} not found in directory /lib/modules/6.1.0-42-amd64`);
      return 1;
    }
  }
  return 0;
};

/** Program `sysctl -p FILE`. */
export const sysctl: Program = function* (process) {
  const { disk } = process.host;
  const path = process.argv.at(-1) ?? '';
  const text = disk.text(path);
  if (text === undefined) {
    process.err(`sysctl: cannot open "${path}": No such file or directory`);
    return 255;
  }
  let code = 0;
  for (const line of text.split('\n')) {
    const match = /^\s*([^#=\s]+)\s*=\s*(\S+)\s*$/.exec(line);
    if (match?.[1] === undefined) continue;
    const file = `/proc/sys/${match[1].replaceAll('.', '/')}`;
    if (disk.exists(file)) {
      disk.write(file, `${match[2] ?? ''}\n`);
      process.out(`${match[1]} = ${match[2] ?? ''}`);
    } else {
      process.err(`sysctl: cannot stat ${file}: No such file or directory`);
      code = 255;
    }
  }
  return code;
};

/** Program `swapoff -a`: what is in use is read back first. */
export const swapoff: Program = function* (process) {
  const { disk } = process.host;
  const [header = '', ...areas] = (disk.text(SWAPS) ?? '').trim().split('\n');
  yield* sleep(millis(200 * areas.length));
  disk.write(SWAPS, `${header}\n`);
  return 0;
};

/** Program `tee -a FILE`. */
export const tee: Program = function* (process) {
  const { disk } = process.host;
  const path = process.argv.at(-1) ?? '';
  const before = process.argv.includes('-a') ? (disk.text(path) ?? '') : '';
  process.writeFile(path, before + process.stdin, { mode: disk.read(path)?.mode ?? 0o644 });
  process.write('stdout', process.stdin);
  return 0;
};
