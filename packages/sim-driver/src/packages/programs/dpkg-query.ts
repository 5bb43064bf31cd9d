import type { Program } from '../../host/process.js';
import type { PackageState } from '../dpkg-database.js';
import { readDatabase } from '../dpkg-database.js';

const LETTERS: Readonly<Record<PackageState, string>> = {
  installed: 'i',
  unpacked: 'U',
  'half-configured': 'F',
};

/** Program `dpkg-query`: `--show --showformat=FORMAT NAME…` for status, name and version. */
export const dpkgQuery: Program = function* (process) {
  const format = process.argv.find((argument) => argument.startsWith('--showformat='))?.slice(13) ?? '';
  const names = process.argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const entries = readDatabase(process.host.disk);
  let code = 0;
  for (const name of [...names].sort()) {
    const entry = entries.get(name);
    if (entry === undefined) {
      process.err(`dpkg-query: no packages found matching ${name}`);
      code = 1;
      continue;
    }
    const line = format
      .replaceAll('${db:Status-Abbrev}', `${entry.held ? 'h' : 'i'}${LETTERS[entry.state]} `)
      .replaceAll('${Package}', name)
      .replaceAll('${Version}', entry.version)
      .replaceAll('\\n', '\n');
    process.write('stdout', line);
  }
  return code;
};
