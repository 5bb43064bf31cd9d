import { RngStreams } from '../engine/rng.js';
import type { Micros } from '../engine/scheduler.js';
import { Scheduler } from '../engine/scheduler.js';
import { Trace } from '../engine/trace.js';
import type { HostOptions } from '../host/host.js';
import { Host } from '../host/host.js';
import type { Process, Program } from '../host/process.js';
import { Network } from '../network/network.js';

export interface WorldOptions {
  readonly seed: number;
  readonly startUs: Micros;
  readonly keepTrace?: boolean;
  /** What hosts can execute, by program name. */
  readonly programs: Readonly<Record<string, Program>>;
}

/** Everything that exists in a simulation. Deterministic: same options and same calls, same trace. */
export class World {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly rng: RngStreams;
  readonly trace: Trace;
  readonly network: Network;
  readonly hosts = new Map<string, Host>();
  readonly programs: Readonly<Record<string, Program>>;
  readonly #spawnListeners = new Set<(process: Process) => void>();

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.scheduler = new Scheduler(options.startUs);
    this.rng = new RngStreams(options.seed);
    this.trace = new Trace({ keepRecords: options.keepTrace ?? false });
    this.network = new Network(this);
    this.programs = options.programs;
  }

  addHost(options: HostOptions): Host {
    const host = new Host(this, options);
    this.hosts.set(host.name, host);
    return host;
  }

  host(name: string): Host {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`no host ${name} in this world`);
    return host;
  }

  /** Told of each process of any host before it does anything. Returns the way to stop. */
  onSpawn(listener: (process: Process) => void): () => void {
    this.#spawnListeners.add(listener);
    return () => {
      this.#spawnListeners.delete(listener);
    };
  }

  spawned(process: Process): void {
    for (const listener of this.#spawnListeners) listener(process);
  }

  record(event: string, host?: string, detail?: Readonly<Record<string, string | number | boolean>>): void {
    this.trace.add(this.scheduler.now(), event, host, detail);
  }
}
