import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_SECOND } from '../../engine/scheduler.js';
import type { Process } from '../../host/process.js';

/** A process that lives for days on such a disk would say it for ever. */
const MOST = 60;

/** What etcd (3.5) writes for each fsync of its log that takes more than a second. */
export function slowFsyncWarning(process: Process): (tookUs: Micros) => void {
  let said = 0;
  return (tookUs) => {
    said += 1;
    if (said > MOST) return;
    const took = `${String(tookUs / MICROS_PER_SECOND)}s`;
    process.err(
      JSON.stringify({
        level: 'warn',
        caller: 'wal/wal.go:805',
        msg: 'slow fdatasync',
        took,
        'expected-duration': '1s',
      }),
    );
  };
}
