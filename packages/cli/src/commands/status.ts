import { setTimeout } from 'node:timers/promises';
import type { ClusterSpec, ClusterStatus } from '@quorate/core';
import { clusterStatus, observeCluster } from '@quorate/core';
import { InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../exit-code.js';
import { exitCodesOf } from '../exit-code-table.js';
import { readSpecFile } from '../input/spec-file.js';
import { refuse } from '../refusal.js';
import { statusLines } from '../render/status-text.js';
import { painter } from '../render/style.js';
import type { Terminal } from '../terminal.js';
import type { Registration } from '../verb.js';
import type { ClusterWorld } from '../world/cluster-world.js';
import { unreachedLines } from '../world/look-at-hosts.js';
import { lookingAt } from '../world/looking-at.js';
import { openWorld } from '../world/open-world.js';
import type { WorldOptions } from '../world/world-options.js';
import { addWorldOptions } from '../world/world-options.js';
import { watchStatus } from './status-watch.js';

export interface StatusOptions extends WorldOptions {
  readonly output: 'text' | 'wide' | 'json';
  /** `true`: every few seconds. */
  readonly watch?: true | number;
}

const WATCH_SECONDS = 5;

/** `quorate status SPEC`: one look, told to people or programs. Changes nothing. */
async function status(specPath: string, options: StatusOptions, terminal: Terminal): Promise<number> {
  const read = readSpecFile(specPath);
  if (!read.ok)
    return refuse(terminal, { problems: [...read.warnings, ...read.errors], exitCode: EXIT.configInvalid });
  for (const warning of read.warnings) terminal.err(warning);
  const opened = await openWorld(read.spec, specPath, options, terminal);
  if (!opened.ok) return refuse(terminal, opened.error);
  const world = opened.value;
  try {
    const look = (): Promise<ClusterStatus | undefined> => lookOnce(read.spec, world, terminal);
    const tell = (seen: ClusterStatus): readonly string[] => linesOf(seen, options.output, terminal);
    const hosts = read.spec.hosts.filter(({ role }) => role !== 'jumpbox').length;
    terminal.err(lookingAt(hosts, world.about));
    if (options.watch === undefined) return endOf(await look(), tell, terminal);
    const seconds = options.watch === true ? WATCH_SECONDS : options.watch;
    return await watchStatus({ look, tell, pause: () => pause(world, seconds * 1000, terminal), terminal });
  } finally {
    await world.close();
  }
}

/** Undefined when the user interrupted: what was seen then is no look at the cluster. */
async function lookOnce(
  spec: ClusterSpec,
  world: ClusterWorld,
  terminal: Terminal,
): Promise<ClusterStatus | undefined> {
  const { signal } = terminal;
  if (isInterrupted(terminal)) return undefined;
  const { driver, clock } = world;
  const observation = await observeCluster({ spec, driver, clock, signal });
  return isInterrupted(terminal) ? undefined : clusterStatus(spec, observation, clock.nowMs());
}

/** Asked anew each time: the user may interrupt while something is waited for. */
function isInterrupted({ signal }: Pick<Terminal, 'signal'>): boolean {
  return signal.aborted;
}

function endOf(
  seen: ClusterStatus | undefined,
  tell: (seen: ClusterStatus) => readonly string[],
  terminal: Terminal,
): number {
  if (seen === undefined) {
    terminal.err('interrupted; nothing was changed');
    return EXIT.interrupted;
  }
  for (const line of tell(seen)) terminal.out(line);
  for (const line of unreachedLines(seen.hosts, terminal.columns)) terminal.err(line);
  return seen.health === 'healthy' ? EXIT.done : EXIT.blocked;
}

function linesOf(
  seen: ClusterStatus,
  output: StatusOptions['output'],
  terminal: Terminal,
): readonly string[] {
  if (output === 'json') return [JSON.stringify(seen, undefined, 2)];
  const paint = painter(terminal.colour.out);
  return statusLines(seen, { wide: output === 'wide', columns: Math.max(40, terminal.columns), paint });
}

/** In real time, also where the hosts are simulated; their time moves on as much. Ends at once on Ctrl-C. */
async function pause(world: ClusterWorld, ms: number, { signal }: Terminal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    return;
  }
  if (!world.simulated) return;
  const passed = world.clock.wait(ms, { signal });
  world.clock.idle?.();
  await passed;
}

export function registerStatus({ program, terminal, finish }: Registration): void {
  const command = program
    .command('status')
    .summary('how it stands with a cluster, on one screen')
    .description(
      'Looks once at every host of a spec, and says how it stands with the cluster: masters, workers, etcd, quorum and what may ' +
        'still fail, endpoint, certificates, credentials, and what is to be done. Changes nothing.',
    )
    .argument('<spec>', 'cluster spec (YAML)')
    .addOption(
      new Option('-o, --output <format>', 'how to tell it').choices(['text', 'wide', 'json']).default('text'),
    )
    .option(
      '-w, --watch [seconds]',
      `look again and again (default: every ${WATCH_SECONDS} s)`,
      watchSeconds,
    );
  addWorldOptions(command)
    .addHelpText('after', () => `${statusExamples}${exits()}`)
    .action((spec: string, options: StatusOptions) => finish(status(spec, options, terminal)));
}

function exits(): string {
  return exitCodesOf(
    {
      [EXIT.done]: 'healthy, also when something can be done in good time (SOON)',
      [EXIT.blocked]: 'a person must act: something is listed as NOW, or there is no cluster',
    },
    [EXIT.configInvalid, EXIT.interrupted],
  );
}

function watchSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds < 1 || seconds > 86_400)
    throw new InvalidArgumentError('seconds between two looks: a number from 1 to 86400.');
  return seconds;
}

const statusExamples = `
Examples:
  quorate status cluster.yaml
  quorate status cluster.yaml --watch=10
  quorate status cluster.yaml -o json | jq .quorum
  quorate status examples/ha-cluster.yaml --simulate examples/scenarios/two-masters-off.yaml
`;
