import type { Rng } from '../engine/rng.js';
import type { Micros } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { apart, sleep } from '../engine/task.js';
import type { EtcdClient, EtcdClientOptions } from '../etcd/client.js';
import type { Host } from '../host/host.js';
import type { Process } from '../host/process.js';
import type { World } from '../world/world.js';
import type { KubeClient, KubeClientOptions } from '../kubernetes/client.js';
import { NoSpaceLeft } from '../host/no-space-left.js';
import type { Failure } from './failure.js';
import type { VersionProfile } from './version-profile.js';
import { klogTime } from './text/calendar.js';

/** How kubeadm reaches the API and etcd. */
export interface KubeadmClients {
  kube(host: Host, options: KubeClientOptions): KubeClient;
  etcd(host: Host, options: EtcdClientOptions): EtcdClient;
}

/** One execution of kubeadm on one host. */
export class KubeadmRun {
  readonly process: Process;
  readonly host: Host;
  readonly world: World;
  readonly profile: VersionProfile;
  readonly clients: KubeadmClients;
  /** What this host's runs of one command draw: keys, identifiers, pauses. */
  readonly rng: Rng;
  readonly #workRng: Rng;

  constructor(process: Process, profile: VersionProfile, clients: KubeadmClients) {
    this.process = process;
    this.host = process.host;
    this.world = process.world;
    this.profile = profile;
    this.clients = clients;
    // A stream per command: a `kubeadm token list` in between leaves a join as it was.
    const stream = `kubeadm/${this.host.name}/${process.argv[1] ?? ''}`;
    this.rng = this.world.rng.stream(`${stream}/draws`);
    this.#workRng = this.world.rng.stream(`${stream}/work`);
  }

  out(...lines: readonly string[]): void {
    for (const line of lines) this.process.out(line);
  }

  err(...lines: readonly string[]): void {
    for (const line of lines) this.process.err(line);
  }

  /** A klog warning; `source` is file and line. */
  warn(source: string, message: string): void {
    this.err(`W${klogTime(this.host.clock())} ${String(this.process.pid).padStart(7)} ${source}] ${message}`);
  }

  /** Time that work on this machine takes: between half of and one and a half times the usual. */
  work(usualUs: Micros): Task<void> {
    return sleep(this.#durationOf(usualUs));
  }

  /** Writes a file, which takes the time of a write and its rename; a crash comes before or after, never in the middle. */
  *write(path: string, content: string, mode = 0o600): Task<void> {
    yield* sleep(this.#durationOf(WRITE_US));
    this.process.writeFile(path, content, { mode });
  }

  #durationOf(usualUs: Micros): Micros {
    return this.#workRng.integer(Math.floor(usualUs / 2), Math.floor((usualUs * 3) / 2));
  }
}

const WRITE_US = 2_000;

interface PollTiming {
  readonly everyUs: Micros;
  readonly timeoutUs: Micros;
}

/** Repeats `attempt` until it gives a value: at once, then as {@link pollAgain} does. Undefined: time is up. */
export function* poll<T>(
  run: KubeadmRun,
  timing: PollTiming,
  attempt: () => Task<T | undefined>,
): Task<T | undefined> {
  const first = yield* attempt();
  return first === undefined ? yield* pollAgain(run, timing, attempt) : first;
}

/**
 * Repeats an `attempt` that has just given no value: every `everyUs` until `timeoutUs` have passed. One that takes longer
 * than the interval is followed by the next one at once, as with Go's tickers. Undefined: time is up.
 */
export function* pollAgain<T>(
  run: KubeadmRun,
  timing: PollTiming,
  attempt: () => Task<T | undefined>,
): Task<T | undefined> {
  const { scheduler } = run.world;
  const startUs = scheduler.now();
  let dueUs = startUs;
  for (;;) {
    dueUs = Math.max(dueUs + timing.everyUs, scheduler.now());
    if (dueUs - startUs > timing.timeoutUs) {
      yield* sleep(startUs + timing.timeoutUs - scheduler.now());
      return undefined;
    }
    yield* sleep(dueUs - scheduler.now());
    const value = yield* attempt();
    if (value !== undefined) return value;
  }
}

/** A phase of `init`, `join` or `reset`, or a group of them. `C` is what the phases of a command share. */
export interface Phase<C> {
  readonly name: string;
  readonly phases?: readonly Phase<C>[];
  /** Runs before the sub-phases. */
  readonly run?: (context: C) => Task<Failure | undefined>;
}

/** Runs phases in order, without those in `skip` (`phase` or `phase/subphase`); the first failure ends it. */
export function* runPhases<C>(
  run: KubeadmRun,
  phases: readonly Phase<C>[],
  context: C,
  skip: ReadonlySet<string>,
  prefix = '',
): Task<Failure | undefined> {
  for (const { name, phase } of inOrder(phases, skip, prefix)) {
    run.world.record('kubeadm.phase', run.host.name, { phase: name });
    let failure: Failure | undefined;
    try {
      if (phase.run !== undefined) failure = yield* apart(phase.run(context));
    } catch (error) {
      failure = failureOf(error);
    }
    if (failure !== undefined) return failure.phase === undefined ? { ...failure, phase: name } : failure;
  }
  return undefined;
}

/** A full disk is an error of the phase that meets it. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof NoSpaceLeft)) throw error;
  return { cause: `open ${error.path}: no space left on device` };
}

/** Full names of all phases, `phase` and `phase/subphase`. */
export function phaseNames<C>(phases: readonly Phase<C>[]): readonly string[] {
  return inOrder(phases, NONE, '').map(({ name }) => name);
}

const NONE: ReadonlySet<string> = new Set();

interface NamedPhase<C> {
  readonly name: string;
  readonly phase: Phase<C>;
}

/** Each group before what is in it; with a group all of that is skipped. */
function inOrder<C>(
  phases: readonly Phase<C>[],
  skip: ReadonlySet<string>,
  prefix: string,
): readonly NamedPhase<C>[] {
  const named: NamedPhase<C>[] = [];
  for (const phase of phases) {
    const name = prefix + phase.name;
    if (skip.has(name)) continue;
    named.push({ name, phase });
    if (phase.phases !== undefined) named.push(...inOrder(phase.phases, skip, `${name}/`));
  }
  return named;
}
