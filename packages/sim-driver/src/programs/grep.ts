import type { Program } from '../host/process.js';

/** Program `grep -r[s]E PATTERN PATH…`: every line that matches, after the path of its file; `-s` says nothing of files that are missing. */
export const grep: Program = function* (process) {
  const { disk } = process.host;
  const isOption = (argument: string): boolean => argument.startsWith('-');
  const [pattern = '', ...paths] = process.argv.slice(1).filter((argument) => !isOption(argument));
  const silent = process.argv.some((argument) => isOption(argument) && argument.includes('s'));
  const expression = new RegExp(pattern);
  let found = false;
  let absent = false;
  for (const path of paths) {
    if (!disk.exists(path)) {
      absent = true;
      if (!silent) process.err(`grep: ${path}: No such file or directory`);
    }
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
