import type { Process, Program } from '../../host/process.js';
import type { PackageState } from '../dpkg-database.js';
import { readDatabase } from '../dpkg-database.js';
import { configurePending } from '../install.js';
import { lockHolder } from '../package-lock.js';

/** Program `dpkg` (1.21): `--audit`, and `--configure -a`. */
export const dpkg: Program = function* (process) {
  if (process.argv.includes('--audit')) return audit(process);
  if (!process.argv.includes('--configure')) {
    process.err('dpkg: error: need an action option');
    return 2;
  }
  const holder = lockHolder(process);
  if (holder !== undefined) {
    process.err(
      `dpkg: error: dpkg frontend lock was locked by another process with pid ${String(holder.pid)}`,
    );
    process.err('Note: removing the lock file is always wrong, can damage the locked area');
    process.err('and the entire system. See <https://wiki.debian.org/Teams/Dpkg/FAQ#db-lock>.');
    return 2;
  }
  yield* configurePending(process);
  return 0;
};

const AUDITS: Readonly<Record<Exclude<PackageState, 'installed'>, string>> = {
  unpacked:
    'The following packages have been unpacked but not yet configured.\nThey must be configured using dpkg --configure or the configure\nmenu option in dselect for them to work:',
  'half-configured':
    'The following packages are only half configured, probably due to problems\nconfiguring them the first time.  The configuration should be retried using\ndpkg --configure <package> or the configure menu option in dselect:',
};

function audit(process: Process): number {
  const entries = [...readDatabase(process.host.disk).values()];
  for (const state of ['unpacked', 'half-configured'] as const) {
    const names = entries.filter((entry) => entry.state === state).map(({ name }) => name);
    if (names.length === 0) continue;
    process.out(AUDITS[state]);
    for (const name of names) process.out(` ${name}`);
    process.out('');
  }
  return 0;
}
