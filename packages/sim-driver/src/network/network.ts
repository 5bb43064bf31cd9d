import type { Micros } from '../engine/scheduler.js';
import { seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { sleep } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { World } from '../world/world.js';
import type { Connection, DialFailure, ProxyService } from './service.js';

/** Linux gives up on ARP after about 3 s: a host that is switched off on the same network is `no route to host`. */
const ARP_TIMEOUT_US = seconds(3);
const DEFAULT_LATENCY_US: Micros = 200;

/** The name of the machine that runs the orchestrator; a host of the network like any other, but without programs. */
export const ORCHESTRATOR = 'orchestrator';

/**
 * Links between hosts, each direction for itself. A cut is a black hole: packets vanish, nobody is told.
 * A closed port on a live host answers `refused`; a host without power does not answer at all.
 */
export class Network {
  readonly #world: World;
  readonly #cuts = new Set<string>();
  /** Ports at which a firewall drops what one host sends to another. */
  readonly #closedPorts = new Set<string>();
  readonly #latency = new Map<string, Micros>();
  readonly #listeners = new Set<() => void>();
  readonly #linkListeners = new Set<() => void>();
  #version = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Grows with every change of links, power or processes. */
  get version(): number {
    return this.#version;
  }

  /** Drops packets from one host to another, in this direction only. */
  cut(from: string, to: string): void {
    this.#cuts.add(link(from, to));
    this.linksChanged();
  }

  heal(from: string, to: string): void {
    this.#cuts.delete(link(from, to));
    this.linksChanged();
  }

  /** A firewall drops what one host sends to a TCP port of another; no other port, no other direction. */
  closePort(from: string, to: string, port: number): void {
    this.#closedPorts.add(portOfLink(from, to, port));
    this.linksChanged();
  }

  openPort(from: string, to: string, port: number): void {
    this.#closedPorts.delete(portOfLink(from, to, port));
    this.linksChanged();
  }

  healAll(): void {
    this.#cuts.clear();
    this.#closedPorts.clear();
    this.linksChanged();
  }

  setLatency(from: string, to: string, us: Micros): void {
    this.#latency.set(link(from, to), us);
  }

  latency(from: string, to: string): Micros {
    if (from === to) return 20;
    if (this.#latency.size === 0) return DEFAULT_LATENCY_US;
    return this.#latency.get(link(from, to)) ?? DEFAULT_LATENCY_US;
  }

  /** Whether a packet sent now arrives, at a port if one is named: link open, both ends powered. */
  passes(from: string, to: string, port?: number): boolean {
    if (from === to) return this.#powered(from);
    if (port !== undefined && this.#closedPorts.size > 0 && this.#closedPorts.has(portOfLink(from, to, port)))
      return false;
    if (this.#cuts.size > 0 && this.#cuts.has(link(from, to))) return false;
    return this.#powered(from) && this.#powered(to);
  }

  /** Packets pass in both directions; with a port, those of a connection that `a` opens to it on `b`. */
  open(a: string, b: string, port?: number): boolean {
    return this.passes(a, b, port) && this.passes(b, a);
  }

  hostAt(from: Host, address: string): Host | undefined {
    if (from.owns(address)) return from;
    for (const host of this.#world.hosts.values()) if (host.addresses.includes(address)) return host;
    return undefined;
  }

  /** Opens a TCP connection, through proxies to the host that finally answers. */
  *connect(from: Host, address: string, port: number, timeoutUs: Micros): Task<Connection | DialFailure> {
    const target = this.hostAt(from, address);
    if (target === undefined || target.power === 'off') {
      if (timeoutUs < ARP_TIMEOUT_US) {
        yield* sleep(timeoutUs);
        return { kind: 'dial-failed', reason: 'timed-out' };
      }
      yield* sleep(ARP_TIMEOUT_US);
      return { kind: 'dial-failed', reason: 'no-route' };
    }
    if (!this.open(from.name, target.name, port)) {
      yield* sleep(timeoutUs);
      return { kind: 'dial-failed', reason: 'timed-out' };
    }
    const latencyUs = this.latency(from.name, target.name);
    yield* sleep(latencyUs + this.latency(target.name, from.name));
    const listener = target.listenerAt(address, port);
    if (listener === undefined) return { kind: 'dial-failed', reason: 'refused' };
    const hopAlive = (): boolean => listener.process.alive && this.open(from.name, target.name, port);
    if (listener.service.protocol !== 'tcp-proxy') {
      return { kind: 'connected', service: listener.service, host: target, alive: hopAlive, latencyUs };
    }
    const onward = yield* (listener.service as ProxyService).forward();
    if (onward === undefined) return { kind: 'dial-failed', reason: 'eof' };
    return {
      kind: 'connected',
      service: onward.service,
      host: onward.host,
      alive: () => hopAlive() && onward.alive(),
      latencyUs: latencyUs + onward.latencyUs,
    };
  }

  /** Told after every change of links, power or processes; whoever holds connections looks again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Told only when a link or the power of a host has changed. */
  onLinkChange(listener: () => void): () => void {
    this.#linkListeners.add(listener);
    return () => {
      this.#linkListeners.delete(listener);
    };
  }

  linksChanged(): void {
    for (const listener of [...this.#linkListeners]) listener();
    this.changed();
  }

  changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #powered(name: string): boolean {
    return name === ORCHESTRATOR || this.#world.hosts.get(name)?.power === 'on';
  }
}

function portOfLink(from: string, to: string, port: number): string {
  return `${link(from, to)}:${String(port)}`;
}

function link(from: string, to: string): string {
  return `${from}>${to}`;
}
