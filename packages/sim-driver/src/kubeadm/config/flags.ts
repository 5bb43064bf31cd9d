import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';

/** `value`: takes one; `list`: may be repeated, comma-separated; `switch`: alone or `=true`/`=false`. */
export type FlagKind = 'value' | 'list' | 'switch';

export interface FlagSet {
  readonly kinds: Readonly<Record<string, FlagKind>>;
  /** One letter to the long name. */
  readonly shorthands?: Readonly<Record<string, string>>;
}

/** A parsed command line. */
export class Flags {
  readonly args: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(args: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.args = args;
    this.#values = values;
  }

  /** Names of the flags that were given. */
  get given(): readonly string[] {
    return [...this.#values.keys()];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  list(name: string): readonly string[] {
    return (this.#values.get(name) ?? [])
      .flatMap((value) => value.split(','))
      .filter((value) => value !== '');
  }

  on(name: string): boolean {
    return this.value(name) === 'true';
  }
}

/** Parses as cobra does; the messages are its own. */
export function parseFlags(argv: readonly string[], set: FlagSet): Attempt<Flags> {
  const args: string[] = [];
  const values = new Map<string, string[]>();
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const split = word.indexOf('=');
    const flag = split < 0 ? word : word.slice(0, split);
    const long = flag.startsWith('--');
    const name = long ? flag.slice(2) : (set.shorthands?.[flag.slice(1)] ?? '');
    const kind = set.kinds[name];
    if (kind === undefined) {
      return failed(
        long ? `unknown flag: ${flag}` : `unknown shorthand flag: '${flag.charAt(1)}' in ${flag}`,
      );
    }
    let value = split < 0 ? undefined : word.slice(split + 1);
    if (value === undefined && kind === 'switch') value = 'true';
    if (value === undefined) {
      index += 1;
      value = argv[index];
      if (value === undefined) return failed(`flag needs an argument: ${flag}`);
    }
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return success(new Flags(args, values));
}
