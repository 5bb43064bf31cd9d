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

export function parseKubectlArguments(argv: readonly string[]): KubectlArguments {
  const words: string[] = [];
  const flags = new Map<string, string>();
  const literals: string[] = [];
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    // A lone dash is standard input; `key-` removes a label or taint.
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    const name = nameOf(argument);
    let value = valueIn(argument);
    if (value === undefined && SWITCHES.has(name)) value = 'true';
    if (value === undefined) {
      index += 1;
      value = argv[index] ?? '';
    }
    if (name === 'from-literal') literals.push(value);
    else flags.set(name, value);
  }
  return { words, flags, literals };
}

function nameOf(flag: string): string {
  if (!flag.startsWith('--')) return SHORT[flag.charAt(1)] ?? flag.slice(1);
  const separator = flag.indexOf('=');
  return separator === -1 ? flag.slice(2) : flag.slice(2, separator);
}

/** The value that stands in the same argument as its flag. */
function valueIn(flag: string): string | undefined {
  if (flag.startsWith('--')) {
    const separator = flag.indexOf('=');
    return separator === -1 ? undefined : flag.slice(separator + 1);
  }
  if (flag.length === 2) return undefined;
  return flag.slice(flag.charAt(2) === '=' ? 3 : 2);
}
