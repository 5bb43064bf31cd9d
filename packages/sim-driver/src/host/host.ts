import { PausableTimers } from '../engine/pausable-timers.js';
import type { Micros } from '../engine/scheduler.js';
import { seconds } from '../engine/scheduler.js';
import { startTask } from '../engine/task.js';
import type { Listener, Service } from '../network/service.js';
import type { World } from '../world/world.js';
import { Disk } from './disk.js';
import type { ExitStatus, Program, SpawnOptions } from './process.js';
import { Process } from './process.js';
import { StartTroubles } from './start-troubles.js';
import type { Unit } from './unit.js';

export interface HostOptions {
  readonly name: string;
  /** All addresses, in the order of the NICs. */
  readonly addresses: readonly string[];
  readonly hostname?: string;
  readonly machineId: string;
  readonly productUuid: string;
  readonly cpus?: number;
  readonly memoryMb?: number;
  /** Programs that its image lacks, by name. */
  readonly missingPrograms?: readonly string[];
  /** Versions of what is installed, by program name, for example `{ kubeadm: 'v1.26.0', etcdctl: '3.5.6' }`. */
  readonly software: Readonly<Record<string, string>>;
}

const US_PER_HOUR = seconds(3_600);

/** A machine: power, disk, clock, processes, listeners, units. */
export class Host {
  readonly name: string;
  readonly #addresses: readonly string[];
  readonly #lostAddresses: string[] = [];
  hostname: string;
  machineId: string;
  productUuid: string;
  /** A virtual machine can be given more of both. */
  cpus: number;
  memoryMb: number;
  /** What is installed later is taken out of it. */
  readonly missingPrograms: Set<string>;
  /** Packages that are installed change it. */
  readonly software: Record<string, string>;
  readonly world: World;
  power: 'on' | 'off' = 'on';
  /** This host's clock minus virtual time. */
  clockOffsetUs: Micros = 0;
  readonly #drifts = new Set<{ readonly sinceUs: Micros; readonly usPerHour: Micros }>();
  disk: Disk;
  readonly units = new Map<string, Unit>();
  readonly processes = new Map<number, Process>();
  readonly listeners = new Set<Listener>();
  readonly startTroubles = new StartTroubles();
  /** What systemd and the boot wait with. */
  readonly timers: PausableTimers;
  readonly #hangs = new Map<symbol, (() => void)[]>();
  readonly #writeListeners = new Set<(process: Process, path: string) => void>();
  readonly #powerListeners = new Set<(power: 'on' | 'off') => void>();
  #nextPid = 100;

  constructor(world: World, options: HostOptions) {
    this.world = world;
    this.name = options.name;
    this.#addresses = options.addresses;
    this.hostname = options.hostname ?? options.name;
    this.machineId = options.machineId;
    this.productUuid = options.productUuid;
    this.cpus = options.cpus ?? 2;
    this.memoryMb = options.memoryMb ?? 4096;
    this.missingPrograms = new Set(options.missingPrograms);
    this.software = { ...options.software };
    this.disk = new Disk(() => this.clock());
    this.timers = new PausableTimers(world.scheduler);
  }

  /** All that it has now, in the order of the NICs. */
  get addresses(): readonly string[] {
    if (this.#lostAddresses.length === 0) return this.#addresses;
    return this.#addresses.filter((address) => !this.#lostAddresses.includes(address));
  }

  /** The address is gone from its NIC until the answer is called. */
  loseAddress(address: string): () => void {
    this.#lostAddresses.push(address);
    return () => {
      const index = this.#lostAddresses.indexOf(address);
      if (index >= 0) this.#lostAddresses.splice(index, 1);
    };
  }

  /** What `date` says here. */
  clock(): Micros {
    const nowUs = this.world.scheduler.now();
    if (this.#drifts.size === 0) return nowUs + this.clockOffsetUs;
    let driftUs = 0;
    for (const { sinceUs, usPerHour } of this.#drifts)
      driftUs += Math.round(((nowUs - sinceUs) / US_PER_HOUR) * usPerHour);
    return nowUs + this.clockOffsetUs + driftUs;
  }

  /** The clock gains so much an hour (negative: loses), until it is set right again. */
  drift(usPerHour: Micros): () => void {
    const own = { sinceUs: this.world.scheduler.now(), usPerHour };
    this.#drifts.add(own);
    return () => {
      this.#drifts.delete(own);
    };
  }

  /** Nothing runs here and nothing is answered, as on a machine whose hypervisor has stopped it. */
  get hung(): boolean {
    return this.#hangs.size > 0;
  }

  /** Hangs until the answer is called, or the power is cut. */
  hang(): () => void {
    const own = Symbol('hang');
    const ends = [this.timers.pause(), ...[...this.processes.values()].map((process) => process.pause())];
    this.#hangs.set(own, ends);
    this.world.network.linksChanged();
    return () => {
      this.#unhang(own);
    };
  }

  #unhang(own: symbol): void {
    const ends = this.#hangs.get(own);
    if (ends === undefined) return;
    this.#hangs.delete(own);
    for (const end of ends) end();
    this.world.network.linksChanged();
  }

  /** Told of each file that a program has written, with the program. */
  onFileWritten(listener: (process: Process, path: string) => void): () => void {
    this.#writeListeners.add(listener);
    return () => {
      this.#writeListeners.delete(listener);
    };
  }

  fileWritten(process: Process, path: string): void {
    for (const listener of [...this.#writeListeners]) listener(process, path);
  }

  owns(address: string): boolean {
    return isLoopback(address) || this.addresses.includes(address);
  }

  /** Starts a program; it runs at once up to its first wait. */
  spawn(argv: readonly string[], program: Program, options: SpawnOptions = {}): Process {
    const process = new Process(this.#nextPid++, this.world, this, argv, options);
    this.processes.set(process.pid, process);
    for (const ends of this.#hangs.values()) ends.push(process.pause());
    this.world.spawned(process);
    process.task = startTask(process.timers, this.startTroubles.start(process, program), process);
    return process;
  }

  kill(process: Process, signal: 'SIGKILL' | 'SIGTERM'): void {
    if (!process.alive) return;
    process.task?.kill();
    this.ended(process, { kind: 'signal', signal });
  }

  processesNamed(name: string): readonly Process[] {
    const found: Process[] = [];
    for (const process of this.processes.values()) if (process.name === name) found.push(process);
    return found;
  }

  /** Undefined when the port is taken (`address already in use`). The listener closes with its process. */
  listen(process: Process, address: string, port: number, service: Service): Listener | undefined {
    if (this.portInUse(port, address)) return undefined;
    const listener: Listener = { process, address, port, service };
    this.listeners.add(listener);
    this.world.network.changed();
    return listener;
  }

  /** Whether a bind of `address:port` would conflict; `0.0.0.0` conflicts with every address (kubeadm: port check). */
  portInUse(port: number, address = '0.0.0.0'): boolean {
    for (const listener of this.listeners) {
      if (listener.port !== port) continue;
      if (address === '0.0.0.0' || listener.address === '0.0.0.0' || listener.address === address)
        return true;
    }
    return false;
  }

  listenerAt(address: string, port: number): Listener | undefined {
    for (const listener of this.listeners) {
      if (
        listener.port === port &&
        (listener.address === '0.0.0.0' || sameAddress(listener.address, address))
      ) {
        return listener;
      }
    }
    return undefined;
  }

  /** Everything running stops dead; the disk stays. */
  powerOff(): void {
    if (this.power === 'off') return;
    this.power = 'off';
    for (const process of [...this.processes.values()]) {
      process.task?.kill();
      this.ended(process, { kind: 'signal', signal: 'SIGKILL' });
    }
    for (const own of [...this.#hangs.keys()]) this.#unhang(own);
    this.world.trace.add(this.world.scheduler.now(), 'host.powered-off', this.name);
    for (const listener of [...this.#powerListeners]) listener('off');
    this.world.network.linksChanged();
  }

  /** Boots: enabled units start after `bootUs`. */
  powerOn(bootUs: Micros): void {
    if (this.power === 'on') return;
    this.power = 'on';
    this.world.trace.add(this.world.scheduler.now(), 'host.powered-on', this.name);
    this.world.network.linksChanged();
    for (const listener of [...this.#powerListeners]) listener('on');
    this.timers.after(bootUs, () => {
      if (this.power === 'on') for (const unit of this.units.values()) if (unit.enabled) unit.start();
    });
  }

  onPower(listener: (power: 'on' | 'off') => void): void {
    this.#powerListeners.add(listener);
  }

  /** By itself or by a signal: it lets go of what it held. */
  ended(process: Process, status: ExitStatus): void {
    if (!process.alive) return;
    this.processes.delete(process.pid);
    let served = false;
    for (const listener of this.listeners) {
      if (listener.process !== process) continue;
      this.listeners.delete(listener);
      served = true;
    }
    process.exited.settle(status);
    // A process that nobody could connect to takes no connection along.
    if (served) this.world.network.changed();
  }
}

function sameAddress(bound: string, dialled: string): boolean {
  return bound === dialled || (isLoopback(bound) && isLoopback(dialled));
}

function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === 'localhost';
}
