import { millis } from '../../engine/scheduler.js';
import { sleep } from '../../engine/task.js';
import type { Program } from '../../host/process.js';
import { readLists } from '../apt-lists.js';

const READ_LISTS_US = millis(400);

/** Program `apt-cache`: `madison NAME…` lists the versions that the archives offer; silent about what they do not have. */
export const aptCache: Program = function* (process) {
  const [, verb = '', ...names] = process.argv;
  if (verb !== 'madison') {
    process.err(`E: Invalid operation ${verb}`);
    return 100;
  }
  yield* sleep(READ_LISTS_US);
  const lists = readLists(process.host.disk);
  for (const name of names) {
    for (const { version, source } of lists.filter((one) => one.name === name)) {
      const { uri, suite, components } = source;
      const place = suite === '/' ? `${uri} ` : `${uri} ${suite}/${components[0] ?? ''} amd64`;
      process.out(`${name.padStart(10)} | ${version.padStart(10)} | ${place} Packages`);
    }
  }
  return 0;
};
