import { rememberByText, rememberPer } from '../../engine/remember.js';
import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../engine/scheduler.js';

/** A command line of etcdctl: what it does, on what, and the flags given anywhere in it. */
export interface EtcdctlArguments {
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

const BOOLEANS = new Set([
  'prefix',
  'keys-only',
  'print-value-only',
  'prev-kv',
  'learner',
  'cluster',
  'hex',
  'insecure-transport',
  'insecure-skip-tls-verify',
  'debug',
]);

/** `--name`, `--name=value` or `-w`; undefined: a word. */
const readFlag = rememberByText((argument) => {
  const match = /^(?:--([a-z0-9-]+)|-(w))(?:=(.*))?$/.exec(argument);
  if (match === null) return undefined;
  return { name: match[2] === undefined ? (match[1] ?? '') : 'write-out', inline: match[3] };
});

type Environment = Readonly<Record<string, string>>;

/** The same command lines are run at every look. */
const argumentsOf = rememberPer((argv: readonly string[]) =>
  rememberPer((env: Environment) => readArguments(argv, env)),
);

/** Of a command line, program and all: its flags first, then `ETCDCTL_<FLAG>` of the environment. */
export function parseArguments(argv: readonly string[], env: Environment): EtcdctlArguments {
  return argumentsOf(argv)(env);
}

function readArguments(argv: readonly string[], env: Environment): EtcdctlArguments {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (const name of Object.keys(env)) {
    if (name.startsWith('ETCDCTL_'))
      flags.set(name.slice(8).toLowerCase().replaceAll('_', '-'), env[name] ?? '');
  }
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const flag = readFlag(argument);
    if (flag === undefined) words.push(argument);
    else if (flag.inline !== undefined) flags.set(flag.name, flag.inline);
    else if (BOOLEANS.has(flag.name)) flags.set(flag.name, 'true');
    else {
      index += 1;
      flags.set(flag.name, argv[index] ?? '');
    }
  }
  return { words, flags };
}

/** Go's notation, such as `5s`, `500ms`, `1m`; undefined when it is none. */
export function parseDuration(text: string): Micros | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  if (match === null) return undefined;
  const unit = { ms: MICROS_PER_MS, s: MICROS_PER_SECOND, m: 60 * MICROS_PER_SECOND }[match[2] ?? 's'];
  return unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}

/** As Go prints it: `7.171ms`, `5.0003s`. */
export function printDuration(us: Micros): string {
  if (us >= MICROS_PER_SECOND) return `${us / MICROS_PER_SECOND}s`;
  return us >= MICROS_PER_MS ? `${us / MICROS_PER_MS}ms` : `${us}µs`;
}
