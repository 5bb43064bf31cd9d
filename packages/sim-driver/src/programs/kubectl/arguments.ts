import { rememberByText, rememberPer } from '../../engine/remember.js';

/** A kubectl command line, taken apart. */
export interface KubectlArguments {
  /** Verb and operands. */
  readonly words: readonly string[];
  /** The last value of each flag; `true` for a flag without one. Short flags by their long names. */
  readonly flags: ReadonlyMap<string, string>;
  /** `--from-literal` may be given several times. */
  readonly literals: readonly string[];
}

const SHORT: Readonly<Record<string, string>> = {
  n: 'namespace',
  o: 'output',
  f: 'filename',
  l: 'selector',
  s: 'server',
  A: 'all-namespaces',
};

const SWITCHES = new Set([
  'ignore-not-found',
  'all-namespaces',
  'client',
  'short',
  'overwrite',
  'no-headers',
  'force',
  'now',
]);

/** A look that is planned once asks with the very same command line each time. */
export const parseKubectlArguments = rememberPer(parse);

function parse(argv: readonly string[]): KubectlArguments {
  const words: string[] = [];
  const flags = new Map<string, string>();
  const literals: string[] = [];
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const flag = flagOf(argument);
    if (flag === undefined) {
      words.push(argument);
      continue;
    }
    const { name } = flag;
    let { value } = flag;
    if (value === undefined) {
      index += 1;
      value = argv[index] ?? '';
    }
    if (name === 'from-literal') literals.push(value);
    else flags.set(name, value);
  }
  return { words, flags, literals };
}

interface Flag {
  readonly name: string;
  /** Absent: it is the next argument. */
  readonly value?: string;
}

/** The same few flags are given again and again. */
const flagOf = rememberByText((argument): Flag | undefined => {
  // A lone dash is standard input; `key-` removes a label or taint.
  if (!argument.startsWith('-') || argument === '-') return undefined;
  const flag = argument.startsWith('--') ? longFlag(argument) : shortFlag(argument);
  return flag.value === undefined && SWITCHES.has(flag.name) ? { name: flag.name, value: 'true' } : flag;
});

function longFlag(argument: string): Flag {
  const separator = argument.indexOf('=');
  if (separator === -1) return { name: argument.slice(2) };
  return { name: argument.slice(2, separator), value: argument.slice(separator + 1) };
}

function shortFlag(argument: string): Flag {
  const name = SHORT[argument.charAt(1)] ?? argument.slice(1);
  if (argument.length === 2) return { name };
  return { name, value: argument.slice(2).replace(/^=/, '') };
}
