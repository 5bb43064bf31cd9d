import type { Program } from '../host/process.js';

/** Program `sed -i -E -e SCRIPT… FILE`, for scripts of the forms `/RE/d`, `s/RE/TEXT/`, `/RE/!s/RE/TEXT/` and `$a\` (which ends the last line). */
export const sed: Program = function* (process) {
  const args = process.argv.slice(1);
  const scripts = args.flatMap((word, index) =>
    args[index - 1] === '-e' && word !== '$a\\' ? [parseScript(word)] : [],
  );
  const path = args.at(-1) ?? '';
  const { disk } = process.host;
  const entry = disk.read(path);
  if (entry === undefined) {
    process.err(`sed: can't read ${path}: No such file or directory`);
    return 2;
  }
  if (scripts.length === 0 || scripts.includes(undefined)) {
    process.err('sed: -e expression #1, char 1: unknown command');
    return 1;
  }
  const body = entry.content.endsWith('\n') ? entry.content.slice(0, -1) : entry.content;
  const lines = entry.content === '' ? [] : body.split('\n');
  const kept = lines.flatMap((line) => {
    const edited = scripts.reduce<string | undefined>((text, script) => applyScript(text, script), line);
    return edited === undefined ? [] : [`${edited}\n`];
  });
  process.writeFile(path, kept.join(''), { mode: entry.mode });
  return 0;
};

interface Script {
  readonly address?: { readonly pattern: RegExp; readonly negated: boolean };
  readonly action:
    | { readonly kind: 'delete' }
    | { readonly kind: 'substitute'; readonly pattern: RegExp; readonly text: string };
}

function parseScript(word: string): Script | undefined {
  const match = /^(?:\/((?:[^/\\]|\\.)*)\/(!?))?(?:(d)|s\/((?:[^/\\]|\\.)*)\/((?:[^/\\]|\\.)*)\/)$/.exec(
    word,
  );
  if (match === null) return undefined;
  const [, address, negated, remove, pattern = '', text = ''] = match;
  return {
    ...(address === undefined ? {} : { address: { pattern: new RegExp(address), negated: negated === '!' } }),
    action:
      remove === undefined
        ? {
            kind: 'substitute',
            pattern: new RegExp(pattern),
            text: text.replaceAll('$', '$$$$').replaceAll('&', () => '$&'),
          }
        : { kind: 'delete' },
  };
}

function applyScript(line: string | undefined, script: Script | undefined): string | undefined {
  if (line === undefined || script === undefined) return line;
  const { address, action } = script;
  if (address !== undefined && address.pattern.test(line) === address.negated) return line;
  return action.kind === 'delete' ? undefined : line.replace(action.pattern, action.text);
}
