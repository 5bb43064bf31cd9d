import type { Program } from '../host/process.js';

/** Programs that report how much of something is left, and whether the clock is kept right. */

const DEVICE_KIB = 20_470_152;
const USED_KIB = 6_140_000;
/** What ext4 keeps for root. */
const RESERVED_KIB = 1_065_832;
const ALWAYS = ['/', '/var/log'];
const HEADER = 'Filesystem     1024-blocks     Used Available Capacity Mounted on';

/** `df -P -k PATH…`: one file system holds everything. */
export const df: Program = function* (process) {
  const { disk } = process.host;
  const available = disk.condition.full ? 0 : DEVICE_KIB - USED_KIB - RESERVED_KIB;
  const used = disk.condition.full ? DEVICE_KIB - RESERVED_KIB : USED_KIB;
  const percent = Math.ceil((used / (used + available)) * 100);
  const row =
    `/dev/sda1      ${String(DEVICE_KIB).padStart(11)} ${String(used).padStart(8)} ` +
    `${String(available).padStart(9)} ${`${String(percent)}%`.padStart(8)} /`;
  const paths = process.argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const found = paths.filter((path) => ALWAYS.includes(path) || disk.exists(path));
  if (found.length > 0) process.out(HEADER);
  for (const path of paths) {
    if (found.includes(path)) process.out(row);
    else process.err(`df: ${path}: No such file or directory`);
  }
  return found.length === paths.length ? 0 : 1;
};

/** `timedatectl show --property=NTP --property=NTPSynchronized`: it is on, and right unless the clock is not. */
export const timedatectl: Program = function* (process) {
  const { host, world } = process;
  process.out('NTP=yes');
  process.out(`NTPSynchronized=${host.clock() === world.scheduler.now() ? 'yes' : 'no'}`);
  return 0;
};

/** `tail -n NUMBER PATH…`: each file under its name as soon as several are asked for. */
export const tail: Program = function* (process) {
  const [, , number = '10', ...paths] = process.argv;
  let code = 0;
  const texts = paths.flatMap((path) => {
    const text = process.host.disk.text(path);
    if (text !== undefined) return [[path, text] as const];
    process.err(`tail: cannot open '${path}' for reading: No such file or directory`);
    code = 1;
    return [];
  });
  process.write('stdout', lastLines(texts, Number(number), paths.length > 1));
  return code;
};

/** What `tail -n` prints of these. */
export function lastLines(
  texts: readonly (readonly [path: string, text: string])[],
  number: number,
  named: boolean,
): string {
  return texts
    .map(([path, text], index) => {
      const header = named ? `${index === 0 ? '' : '\n'}==> ${path} <==\n` : '';
      return (
        header +
        text
          .split(/(?<=\n)/)
          .slice(-number)
          .join('')
      );
    })
    .join('');
}
