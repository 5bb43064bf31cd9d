import type { Program } from '../../host/process.js';
import { readDatabase, writeEntry } from '../dpkg-database.js';

/** Program `apt-mark`: `hold`, `unhold` and `showhold`. */
export const aptMark: Program = function* (process) {
  const [, verb = '', ...names] = process.argv;
  const { disk } = process.host;
  const entries = readDatabase(disk);
  if (verb === 'showhold') {
    for (const { name, held } of entries.values()) if (held) process.out(name);
    return 0;
  }
  if (verb !== 'hold' && verb !== 'unhold') {
    process.err(`E: Invalid operation ${verb}`);
    return 100;
  }
  const absent = names.filter((name) => !entries.has(name));
  if (absent.length > 0) {
    for (const name of absent) process.err(`E: Unable to locate package ${name}`);
    process.err('E: No packages found');
    return 100;
  }
  const held = verb === 'hold';
  for (const name of names) {
    const entry = entries.get(name);
    if (entry === undefined) continue;
    const same = entry.held === held;
    writeEntry(disk, { ...entry, held });
    if (held) process.out(same ? `${name} was already set on hold.` : `${name} set on hold.`);
    else process.out(same ? `${name} was already not on hold.` : `Canceled hold on ${name}.`);
  }
  return 0;
};
