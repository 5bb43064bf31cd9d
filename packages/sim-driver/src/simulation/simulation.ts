import type { ClusterSpec, HostSpec } from '@quorate/core';
import { Pump } from '../driver/pump.js';
import { ReplyFaults } from '../driver/reply-faults.js';
import { SimDriver } from '../driver/sim-driver.js';
import { millis, seconds } from '../engine/scheduler.js';
import { SystemJournal } from '../host/system-journal.js';
import { World } from '../world/world.js';
import type { MachineOptions } from './machine.js';
import type { Operation } from './operation.js';
import { PROGRAMS } from './programs.js';
import { addressesOf, provision, softwareOf } from './provision.js';

/** 2026-01-01T00:00:00Z: simulations begin here unless told otherwise, so that outputs do not depend on today. */
export const DEFAULT_START_MS = 1_767_225_600_000;

export interface SimulationOptions {
  readonly spec: ClusterSpec;
  /** Same seed, same run. Default 1. */
  readonly seed?: number;
  readonly startMs?: number;
  /** Keep every trace record, for stories and explanations; the hash is kept in any case. */
  readonly keepTrace?: boolean;
  /** Machines that are not as the spec's image prepares them. */
  readonly machines?: Readonly<Record<string, MachineOptions>>;
}

/** The hosts of a spec in a world of their own, prepared as the spec's image prepares them, and in virtual time. */
export class Simulation {
  readonly spec: ClusterSpec;
  readonly world: World;
  readonly replyFaults = new ReplyFaults();
  /** The run of the protocol that is under way, if it can be killed and started again. */
  operation: Operation | undefined;
  readonly #machines: Readonly<Record<string, MachineOptions>>;
  readonly #pump: Pump;

  constructor(options: SimulationOptions) {
    const { spec, seed = 1, startMs = DEFAULT_START_MS, keepTrace = false, machines = {} } = options;
    this.spec = spec;
    this.#machines = machines;
    this.world = new World({ seed, startUs: millis(startMs), keepTrace, programs: PROGRAMS });
    this.#pump = new Pump(this.world.scheduler);
    for (const host of spec.hosts) this.#addHost(host);
  }

  /** Driver and clock of one orchestrator. Several may be attached; time moves only while all of them wait. */
  orchestrator(): SimDriver {
    return new SimDriver(this.world, this.#pump, this.replyFaults);
  }

  /** Time goes on for an orchestrator that is down, until the answer is called. */
  expectOrchestrator(): () => void {
    return this.#pump.expect();
  }

  /** Lets virtual time pass while nobody orchestrates. */
  advance(ms: number): void {
    this.world.scheduler.runUntil(this.world.scheduler.now() + millis(ms));
  }

  nowMs(): number {
    return Math.floor(this.world.scheduler.now() / millis(1));
  }

  /** Runs a command on a host as a person would on its console, and waits for its end (virtual time passes). */
  shell(host: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): ShellResult {
    const program = this.world.programs[argv[0] ?? ''];
    if (program === undefined || this.world.host(host).missingPrograms.has(argv[0] ?? ''))
      return { code: 127, stdout: '', stderr: `${argv[0] ?? ''}: command not found\n`, tookMs: 0 };
    const startUs = this.world.scheduler.now();
    const process = this.world.host(host).spawn(argv, program, { env });
    while (process.alive && this.world.scheduler.step());
    const status = process.exited.value;
    return {
      code: status?.kind === 'exit' ? status.code : 137,
      stdout: process.stdout,
      stderr: process.stderr,
      tookMs: Math.round((this.world.scheduler.now() - startUs) / millis(1)),
    };
  }

  /** A new, empty disk with the image of a prepared host; the machine is off afterwards. */
  wipe(name: string): void {
    const host = this.world.host(name);
    host.powerOff();
    host.disk.renew();
    SystemJournal.of(host).clear();
    this.world.record('host.wiped', name);
    const spec = this.spec.hosts.find((one) => one.name === name);
    if (spec !== undefined) provision(this.spec, spec, host, this.#machines[name]);
  }

  powerOn(name: string): void {
    this.world.host(name).powerOn(seconds(4));
  }

  #addHost(spec: HostSpec): void {
    const rng = this.world.rng.stream(`identity/${spec.name}`);
    const machine = this.#machines[spec.name];
    const host = this.world.addHost({
      name: spec.name,
      addresses: addressesOf(spec),
      machineId: rng.hex(32),
      productUuid: uuid(rng.hex(32)),
      software: softwareOf(this.spec, spec),
      ...machine,
    });
    provision(this.spec, spec, host, machine);
    for (const unit of host.units.values()) if (unit.enabled) unit.start();
  }
}

export interface ShellResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
