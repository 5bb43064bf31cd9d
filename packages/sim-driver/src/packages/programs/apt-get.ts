import { millis } from '../../engine/scheduler.js';
import { sleep } from '../../engine/task.js';
import type { Task } from '../../engine/task.js';
import { NoSpaceLeft } from '../../host/no-space-left.js';
import type { Process, Program } from '../../host/process.js';
import type { AptSource } from '../apt-lists.js';
import { readSources, writeList } from '../apt-lists.js';
import { Archives } from '../archive.js';
import { isInterrupted } from '../dpkg-database.js';
import { installPackages } from '../install.js';
import { awaitLock } from '../package-lock.js';
import { resolve } from '../resolve.js';

const FAILED = 100;
const READ_LISTS_US = millis(500);
const FETCH_LIST_US = millis(1_200);
const DOWNLOAD_US = millis(600);

/** Program `apt-get` (2.6): `update` and `install`, with the texts that it has in the C locale. */
export const aptGet: Program = function* (process) {
  const { verb, operands, options, flags } = parse(process.argv);
  const timeout = Number(options.get('DPkg::Lock::Timeout') ?? '0');
  try {
    if (verb === 'update') return yield* update(process, options.get('APT::Update::Error-Mode') === 'any');
    if (verb === 'install') return yield* install(process, operands, flags, timeout);
  } catch (error) {
    if (!(error instanceof NoSpaceLeft)) throw error;
    process.err('E: Write error - write (28: No space left on device)');
    return FAILED;
  }
  process.err(`E: Invalid operation ${verb}`);
  return FAILED;
};

interface Arguments {
  readonly verb: string;
  readonly operands: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

function parse(argv: readonly string[]): Arguments {
  const options = new Map<string, string>();
  const flags = new Set<string>();
  const words: string[] = [];
  for (let index = 1; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '-o') {
      const [key = '', value = ''] = (argv[(index += 1)] ?? '').split('=');
      options.set(key, value);
    } else if (word.startsWith('-')) flags.add(word);
    else words.push(word);
  }
  const [verb = '', ...operands] = words;
  return { verb, operands, options, flags };
}

function* update(process: Process, strict: boolean): Task<number> {
  let failed = false;
  const sources = readSources(process.host.disk);
  for (const [index, source] of sources.entries()) {
    yield* sleep(FETCH_LIST_US);
    const trouble = fetchList(process, source, index + 1);
    for (const line of trouble) process.err(line);
    failed ||= trouble.some((line) => line.startsWith('E: '));
  }
  yield* sleep(READ_LISTS_US);
  process.out('Reading package lists...');
  if (!failed) return 0;
  process.err('E: Some index files failed to download. They have been ignored, or old ones used instead.');
  return strict ? FAILED : 0;
}

/** Writes the list of one source; what is wrong with it, as apt says it. */
function fetchList(process: Process, source: AptSource, number: number): readonly string[] {
  const { disk } = process.host;
  const archive = Archives.of(process.world).at(source.uri);
  const place = describe(source);
  if (archive === undefined) {
    const name = /^\w+:\/\/([^/:]+)/.exec(source.uri)?.[1] ?? source.uri;
    process.out(`Err:${String(number)} ${place} InRelease`);
    return [`E: Failed to fetch ${place.replace(' ', '/')}InRelease  Could not resolve '${name}'`];
  }
  const { key } = archive;
  const trusts = key === undefined || disk.text(source.signedBy ?? '') === key.text;
  if (!trusts && !source.trusted) {
    return [
      `W: GPG error: ${place} InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY ${key.id}`,
      `E: The repository '${place} InRelease' is not signed.`,
    ];
  }
  process.out(`Get:${String(number)} ${place} InRelease`);
  writeList(disk, source, archive);
  return [];
}

function describe({ uri, suite }: AptSource): string {
  return suite === '/' ? `${uri.replace(/\/$/, '')} ` : `${uri} ${suite}`;
}

function* install(
  process: Process,
  operands: readonly string[],
  flags: ReadonlySet<string>,
  timeout: number,
): Task<number> {
  const holder = yield* awaitLock(process, timeout);
  if (holder !== undefined) {
    const lock = '/var/lib/dpkg/lock-frontend';
    process.err(
      `E: Could not get lock ${lock}. It is held by process ${String(holder.pid)} (${holder.name})`,
    );
    process.err(`E: Unable to acquire the dpkg frontend lock (${lock}), is another process using it?`);
    return FAILED;
  }
  const { host } = process;
  if (isInterrupted(host.disk)) {
    process.err(
      "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. ",
    );
    return FAILED;
  }
  process.out('Reading package lists...\nBuilding dependency tree...\nReading state information...');
  yield* sleep(READ_LISTS_US);
  const resolved = resolve(host, operands, {
    noUpgrade: flags.has('--no-upgrade'),
    changeHeld: flags.has('--allow-change-held-packages'),
  });
  if (!resolved.ok) {
    for (const line of resolved.errors) process.err(line);
    return FAILED;
  }
  if (resolved.packages.length > 0 && host.disk.condition.full) {
    process.err("E: You don't have enough free space in /var/cache/apt/archives/.");
    return FAILED;
  }
  for (const { listed } of resolved.packages) {
    yield* sleep(DOWNLOAD_US);
    if (Archives.of(process.world).at(listed.source.uri) !== undefined) continue;
    process.err(
      `E: Failed to fetch ${listed.source.uri}/${listed.name}_${listed.version}_amd64.deb  Could not connect`,
    );
    process.err('E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?');
    return FAILED;
  }
  if (resolved.packages.length > 0)
    yield* installPackages(
      process,
      resolved.packages.map((one) => one.archived),
    );
  return 0;
}
