import type { Command } from 'commander';

/** What a shell can complete of one command. */
export interface CommandWords {
  /** As it is typed: `quorate sim run`. */
  readonly path: string;
  readonly about: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly OptionWords[];
  /** What its argument can be, where that is a list; otherwise files are completed. */
  readonly values: readonly string[];
}

export interface OptionWords {
  readonly long?: string;
  readonly short?: string;
  readonly about: string;
  /** `needed`: the next word is its value. */
  readonly value: 'none' | 'optional' | 'needed';
  readonly choices: readonly string[];
}

/** The command and all below it. `valuesOf`: what the argument of a command can be, by its path. */
export function commandTree(
  command: Command,
  valuesOf: Readonly<Record<string, readonly string[]>> = {},
  parent = '',
): readonly CommandWords[] {
  const path = `${parent} ${command.name()}`.trim();
  const [argument] = command.registeredArguments;
  const help: OptionWords = { long: '--help', short: '-h', about: 'help', value: 'none', choices: [] };
  const words: CommandWords = {
    path,
    about: aboutOf(command),
    commands: command.commands.map((one) => ({ name: one.name(), about: aboutOf(one) })),
    options: [
      ...command.options.map((option): OptionWords => ({
        ...(option.long === undefined ? {} : { long: option.long }),
        ...(option.short === undefined ? {} : { short: option.short }),
        about: option.description,
        value: option.required ? 'needed' : option.optional ? 'optional' : 'none',
        choices: option.argChoices ?? [],
      })),
      help,
    ],
    values: valuesOf[path] ?? argument?.argChoices ?? [],
  };
  return [words, ...command.commands.flatMap((one) => commandTree(one, valuesOf, path))];
}

function aboutOf(command: Command): string {
  return command.summary() === '' ? command.description() : command.summary();
}
