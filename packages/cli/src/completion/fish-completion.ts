import type { CommandWords, OptionWords } from './command-tree.js';

/** A file for `~/.config/fish/completions/quorate.fish`. */
export function fishCompletion(tree: readonly CommandWords[]): string {
  return ['# fish completion for quorate: quorate completion fish | source', ...tree.flatMap(linesOf)].join(
    '\n',
  );
}

function linesOf({ path, commands, options, values }: CommandWords): readonly string[] {
  const here = `complete -c quorate -n ${quoted(conditionOf(path, commands))}`;
  return [
    ...commands.map(({ name, about }) => `${here} -f -a ${name} -d ${quoted(about)}`),
    ...(values.length === 0 ? [] : [`${here} -f -a ${quoted(values.join(' '))}`]),
    ...options.map((option) => `${here} ${optionOf(option)}`),
  ];
}

/** Every verb of the path was typed, and none below it. */
function conditionOf(path: string, commands: CommandWords['commands']): string {
  const [, ...verbs] = path.split(' ');
  const below = commands.map(({ name }) => name);
  const seen = verbs.map((verb) => `__fish_seen_subcommand_from ${verb}`);
  const unseen = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.join(' ')}`];
  return [...seen, ...unseen].join('; and ');
}

function optionOf({ long, short, about, value, choices }: OptionWords): string {
  const names = [
    ...(long === undefined ? [] : [`-l ${long.replace(/^--/, '')}`]),
    ...(short === undefined ? [] : [`-s ${short.replace(/^-/, '')}`]),
  ];
  const wants = value === 'needed' ? ['-r'] : [];
  const list = choices.length === 0 ? [] : [`-f -a ${quoted(choices.join(' '))}`];
  return [...names, ...wants, ...list, `-d ${quoted(about)}`].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
