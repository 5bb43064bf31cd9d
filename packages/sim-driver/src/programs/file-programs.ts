import type { Program } from '../host/process.js';

/** Programs that look at or change files; each runs at once. */

export const cat: Program = function* (process) {
  let code = 0;
  for (const path of operands(process.argv)) {
    const { disk } = process.host;
    const text = disk.text(path);
    if (text !== undefined) {
      process.write('stdout', text);
      continue;
    }
    process.err(`cat: ${path}: ${disk.isDirectory(path) ? 'Is a directory' : 'No such file or directory'}`);
    code = 1;
  }
  return code;
};

/** `head -n NUMBER PATH…`: each file under its name as soon as several are asked for. */
export const head: Program = function* (process) {
  const { disk } = process.host;
  const [, , number = '10', ...paths] = process.argv;
  let code = 0;
  let shown = 0;
  for (const path of paths) {
    const text = disk.text(path);
    if (text === undefined) {
      process.err(`head: cannot open '${path}' for reading: No such file or directory`);
      code = 1;
      continue;
    }
    if (paths.length > 1) process.out(`${shown === 0 ? '' : '\n'}==> ${path} <==`);
    shown += 1;
    const lines = text.split(/(?<=\n)/);
    process.write('stdout', lines.slice(0, Number(number)).join(''));
  }
  return code;
};

export const ls: Program = function* (process) {
  const { disk } = process.host;
  const paths = operands(process.argv);
  let code = 0;
  const directories = paths.filter((path) => disk.isDirectory(path));
  for (const path of paths) {
    if (disk.exists(path)) continue;
    process.err(`ls: cannot access '${path}': No such file or directory`);
    code = 2;
  }
  for (const path of paths) if (disk.exists(path) && !disk.isDirectory(path)) process.out(path);
  directories.forEach((path, index) => {
    if (paths.length > 1) process.out(`${index === 0 ? '' : '\n'}${path}:`);
    for (const name of disk.list(path) ?? []) process.out(name);
  });
  return code;
};

/** `rm [-rf] PATH…`. */
export const rm: Program = function* (process) {
  const { disk } = process.host;
  const options = process.argv
    .slice(1)
    .filter((argument) => argument.startsWith('-'))
    .join('');
  const recursive = /r/i.test(options);
  const force = options.includes('f');
  let code = 0;
  for (const path of operands(process.argv)) {
    if (disk.isDirectory(path) && !recursive) {
      process.err(`rm: cannot remove '${path}': Is a directory`);
      code = 1;
    } else if (disk.exists(path)) {
      disk.removeTree(path);
    } else if (!force) {
      process.err(`rm: cannot remove '${path}': No such file or directory`);
      code = 1;
    }
  }
  return code;
};

/** `ln -T TARGET NAME`: a second name for a file. The file system makes it only if nothing of that name is there. */
export const ln: Program = function* (process) {
  const { disk } = process.host;
  const [target = '', name = ''] = operands(process.argv);
  const file = disk.read(target);
  if (file === undefined) {
    process.err(`ln: failed to access '${target}': No such file or directory`);
    return 1;
  }
  if (disk.exists(name)) {
    process.err(`ln: failed to create hard link '${name}': File exists`);
    return 1;
  }
  disk.write(name, file.content, { mode: file.mode, inPlace: true });
  return 0;
};

/** `mkdir [-p] PATH…`. */
export const mkdir: Program = function* (process) {
  const { disk } = process.host;
  const parents = process.argv.includes('-p');
  let code = 0;
  for (const path of operands(process.argv)) {
    if (disk.exists(path) && !parents) {
      process.err(`mkdir: cannot create directory ‘${path}’: File exists`);
      code = 1;
    } else {
      disk.makeDirectory(path);
    }
  }
  return code;
};

function operands(argv: readonly string[]): readonly string[] {
  return argv.slice(1).filter((argument) => !argument.startsWith('-'));
}
