import { millis, seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { Process } from '../../host/process.js';
import type { ClientCredentials } from '../credentials.js';
import { profileOf } from '../profile.js';
import type { EtcdctlArguments } from './arguments.js';
import { parseArguments, parseDuration } from './arguments.js';
import { alarmList, moveLeader, version } from './cluster-commands.js';
import type { EtcdctlCommand, OutputFormat } from './command.js';
import { EtcdctlRun, EXIT } from './command.js';
import { endpointHealth, endpointStatus } from './endpoint-commands.js';
import { del, get, put } from './key-commands.js';
import { memberAdd, memberList, memberPromote, memberRemove, memberUpdate } from './member-commands.js';

const COMMANDS: Readonly<Record<string, EtcdctlCommand>> = {
  put,
  get,
  del,
  'member list': memberList,
  'member add': memberAdd,
  'member remove': memberRemove,
  'member promote': memberPromote,
  'member update': memberUpdate,
  'endpoint health': endpointHealth,
  'endpoint status': endpointStatus,
  'move-leader': moveLeader,
  'alarm list': alarmList,
  version,
};

/** `etcdctl`, API v3. Its version is the host's `etcdctl`, else its `etcd`. */
export function* etcdctl(process: Process): Task<number> {
  const { host } = process;
  const parsed = parseArguments(process.argv, process.env);
  const command = findCommand(parsed.words);
  if (command === undefined) {
    process.err(`Error: unknown command "${parsed.words[0] ?? ''}" for "etcdctl"`);
    process.err("Run 'etcdctl --help' for usage.");
    return EXIT.error;
  }
  // Starting the program and opening its connections.
  yield* sleep(process.world.rng.stream(`etcdctl/${host.name}`).integer(millis(8), millis(20)));
  const run = prepare(process, parsed, command.length);
  return typeof run === 'number' ? run : yield* command.execute(run);
}

function findCommand(
  words: readonly string[],
): { readonly execute: EtcdctlCommand; readonly length: number } | undefined {
  const [first = '', second] = words;
  const long = second === undefined ? undefined : COMMANDS[`${first} ${second}`];
  if (long !== undefined) return { execute: long, length: 2 };
  const short = COMMANDS[first];
  return short === undefined ? undefined : { execute: short, length: 1 };
}

/** A number is the exit code of a command line that etcdctl refuses. */
function prepare(process: Process, parsed: EtcdctlArguments, commandLength: number): EtcdctlRun | number {
  const { host } = process;
  const { flags, words } = parsed;
  const refuse = (message: string, code: number): number => {
    process.err(`Error: ${message}`);
    return code;
  };
  const format = flags.get('write-out') ?? 'simple';
  if (!isFormat(format)) return refuse('unsupported output format', EXIT.badFeature);
  const timeoutUs = parseDuration(flags.get('command-timeout') ?? '') ?? seconds(5);
  const credentials = readCredentials(process, flags);
  if (typeof credentials === 'string') return refuse(credentials, EXIT.badArguments);
  const endpoints = (flags.get('endpoints') ?? '127.0.0.1:2379').split(',').filter((one) => one !== '');
  if (endpoints.length === 0) return refuse('etcdclient: no available endpoints', EXIT.badConnection);
  return new EtcdctlRun({
    process,
    profile: profileOf(host.software['etcdctl'] ?? host.software['etcd'] ?? '3.5.16'),
    endpoints,
    format,
    arguments: words.slice(commandLength),
    flags,
    timeoutUs,
    credentials,
  });
}

function isFormat(text: string): text is OutputFormat {
  return text === 'simple' || text === 'table' || text === 'json' || text === 'fields';
}

/** A text is the complaint about a file that is not there. */
function readCredentials(process: Process, flags: ReadonlyMap<string, string>): ClientCredentials | string {
  for (const flag of ['cert', 'key', 'cacert']) {
    const path = flags.get(flag) ?? '';
    if (path !== '' && process.host.disk.text(path) === undefined) {
      return `open ${path}: no such file or directory`;
    }
  }
  const read = (flag: string): string | undefined => process.host.disk.text(flags.get(flag) ?? '');
  return {
    kind: 'files',
    authority: read('cacert'),
    certificate: read('cert'),
    skipVerification: flags.get('insecure-skip-tls-verify') === 'true',
  };
}
