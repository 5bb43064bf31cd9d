import type { Program } from '../host/process.js';

/** Program `grep -rsE PATTERN PATH…`: every line that matches, after the path of its file. */
export const grep: Program = function* (process) {
  const { disk } = process.host;
  const [pattern = '', ...paths] = process.argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const expression = new RegExp(pattern);
  let found = false;
  let absent = false;
  for (const path of paths) {
    absent ||= !disk.exists(path);
    for (const file of disk.filesBelow(path)) {
      for (const line of (disk.text(file) ?? '').split('\n')) {
        if (!expression.test(line)) continue;
        process.out(`${file}:${line}`);
        found = true;
      }
    }
  }
  if (absent) return 2;
  return found ? 0 : 1;
};
