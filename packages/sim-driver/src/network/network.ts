import type { Micros } from '../engine/scheduler.js';
import { seconds } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';
import { sleep, within } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { World } from '../world/world.js';
import { Hop } from './hop.js';
import { HopsThroughProxy } from './hops-through-proxy.js';
import type { LinkDelay } from './link-delays.js';
import { LinkDelays } from './link-delays.js';
import { linkName } from './link.js';
import { Obstructions } from './obstructions.js';
import type { Connection, DialFailure } from './service.js';
import { isProxy } from './service.js';

/** Linux gives up on ARP after about 3 s: a host that is switched off on the same network is `no route to host`. */
const ARP_TIMEOUT_US = seconds(3);
const DEFAULT_LATENCY_US: Micros = 200;

/** The name of the machine that runs the orchestrator; a host of the network like any other, but without programs. */
export const ORCHESTRATOR = 'orchestrator';

/** Whoever has something under way that depends on links. */
export interface LinkWatcher {
  linksChanged(): void;
}

/**
 * Links between hosts, each direction for itself. A cut is a black hole: packets vanish, nobody is told.
 * A closed port on a live host answers `refused`; a host without power does not answer at all.
 */
export class Network {
  readonly #world: World;
  readonly #cuts: Obstructions;
  /** Ports at which a firewall drops what one host sends to another. */
  readonly #closedPorts: Obstructions;
  /** Ports at which it answers with a reset instead. */
  readonly #rejectedPorts: Obstructions;
  /** Links on which no new connection comes about. */
  readonly #halfOpen: Obstructions;
  readonly #delays: LinkDelays;
  readonly #latency = new Map<string, Micros>();
  readonly #listeners = new Set<() => void>();
  readonly #linkWatchers = new Set<LinkWatcher>();
  #version = 0;

  constructor(world: World) {
    this.#world = world;
    const changed = (): void => {
      this.linksChanged();
    };
    this.#cuts = new Obstructions(changed);
    this.#closedPorts = new Obstructions(changed);
    this.#rejectedPorts = new Obstructions(changed);
    this.#halfOpen = new Obstructions(changed);
    this.#delays = new LinkDelays(() => world.rng.stream('network/delay'));
  }

  /** Grows with every change of links, power or processes. */
  get version(): number {
    return this.#version;
  }

  /** Drops packets from one host to another, in this direction only; the answer ends this cut, and no other of the same link. */
  cut(from: string, to: string): () => void {
    return this.#cuts.add(from, to);
  }

  heal(from: string, to: string): void {
    this.#cuts.clear(from, to);
  }

  /** A firewall drops what one host sends to a TCP port of another; no other port, no other direction. */
  closePort(from: string, to: string, port: number): () => void {
    return this.#closedPorts.add(from, to, port);
  }

  openPort(from: string, to: string, port: number): void {
    this.#closedPorts.clear(from, to, port);
  }

  /** A firewall answers what one host sends to a TCP port of another with a reset: whoever sends is told at once. */
  rejectPort(from: string, to: string, port: number): () => void {
    return this.#rejectedPorts.add(from, to, port);
  }

  /** A firewall drops new connections from one host to another; those that stand are left alone. */
  blockNewConnections(from: string, to: string): () => void {
    return this.#halfOpen.add(from, to);
  }

  /** Makes packets from one host to another wait, in this direction only. */
  delay(from: string, to: string, delay: LinkDelay): () => void {
    return this.#delays.add(from, to, delay);
  }

  healAll(): void {
    for (const one of [this.#cuts, this.#closedPorts, this.#rejectedPorts, this.#halfOpen]) one.clearAll();
    this.#delays.clearAll();
    this.linksChanged();
  }

  setLatency(from: string, to: string, us: Micros): void {
    this.#latency.set(linkName(from, to), us);
  }

  /** How long the next packet takes; on a link that a fault slows, each takes a time of its own. */
  latency(from: string, to: string): Micros {
    if (from === to) return 20;
    const own = this.#latency.size === 0 ? undefined : this.#latency.get(linkName(from, to));
    return (own ?? DEFAULT_LATENCY_US) + this.#delays.next(from, to);
  }

  /** Whether a packet sent now arrives, at a port if one is named: link open, both ends powered. */
  passes(from: string, to: string, port?: number): boolean {
    if (from === to) return this.#powered(from);
    return this.#runs(from) && this.#runs(to) && !this.#blocks(from, to, port);
  }

  /** Packets pass in both directions; with a port, those of a connection that `a` opens to it on `b`. */
  open(a: string, b: string, port?: number): boolean {
    if (a === b) return this.#powered(a);
    return this.#runs(a) && this.#runs(b) && !this.#blocks(a, b, port) && !this.#blocks(b, a);
  }

  /** {@link open}, and a connection that does not stand yet would come about. */
  admits(a: string, b: string, port?: number): boolean {
    return !this.#halfOpen.has(a, b) && this.open(a, b, port);
  }

  /** A firewall answers with a reset, if what is sent reaches it. */
  rejects(from: string, to: string, port: number): boolean {
    return this.#rejectedPorts.has(from, to, port);
  }

  /** Packets between the two take longer, in one direction or both. */
  isSlowed(a: string, b: string): boolean {
    return this.#delays.has(a, b) || this.#delays.has(b, a);
  }

  hostAt(from: Host, address: string): Host | undefined {
    if (from.owns(address)) return from;
    for (const host of this.#world.hosts.values()) if (host.addresses.includes(address)) return host;
    return undefined;
  }

  /** A connection whose other end answers, through proxies to the host that finally does. */
  connect(from: Host, address: string, port: number, timeoutUs: Micros): Task<Connection | DialFailure> {
    return this.#dial(from, address, port, timeoutUs, true);
  }

  /** TCP alone: the kernel of a host also takes connections for a process that is stopped. */
  establish(from: Host, address: string, port: number, timeoutUs: Micros): Task<Connection | DialFailure> {
    return this.#dial(from, address, port, timeoutUs, false);
  }

  /** One generator for both: most connections are made by a program that waits for an answer at once. */
  *#dial(
    from: Host,
    address: string,
    port: number,
    timeoutUs: Micros,
    untilItAnswers: boolean,
  ): Task<Connection | DialFailure> {
    const deadlineUs = this.#world.scheduler.now() + timeoutUs;
    const target = this.hostAt(from, address);
    if (target === undefined || target.power === 'off')
      return yield* timeoutUs < ARP_TIMEOUT_US
        ? failingAfter(timeoutUs, 'timed-out')
        : failingAfter(ARP_TIMEOUT_US, 'no-route');
    const rejected = this.rejects(from.name, target.name, port) && this.open(from.name, target.name);
    const roundTripUs = this.#roundTrip(from.name, target.name);
    if (roundTripUs > timeoutUs || !(rejected || this.admits(from.name, target.name, port)))
      return yield* failingAfter(timeoutUs, 'timed-out');
    yield* sleep(roundTripUs);
    const listener = rejected ? undefined : target.listenerAt(address, port);
    if (listener === undefined) return { kind: 'dial-failed', reason: 'refused' };
    const { service } = listener;
    let connection: Connection = new Hop(from, target, port, listener);
    if (isProxy(service) && listener.process.continued === undefined) {
      const onward = yield* service.forward();
      if (onward === undefined) return { kind: 'dial-failed', reason: 'eof' };
      connection = new HopsThroughProxy(connection, onward);
    }
    const stalled = untilItAnswers ? connection.stalled() : undefined;
    if (stalled === undefined) return connection;
    yield* within(stalled, Math.max(0, deadlineUs - this.#world.scheduler.now()));
    if (!stalled.settled) return { kind: 'dial-failed', reason: 'timed-out' };
    // A proxy that goes on has yet to connect onwards.
    if (!isProxy(connection.service)) return connection;
    return yield* this.connect(from, address, port, Math.max(0, deadlineUs - this.#world.scheduler.now()));
  }

  #roundTrip(from: string, to: string): Micros {
    return this.latency(from, to) + this.latency(to, from);
  }

  /** Told after every change of links, power or processes; whoever holds connections looks again. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Told only when a link or the power of a host has changed. */
  watchLinks(watcher: LinkWatcher): void {
    this.#linkWatchers.add(watcher);
  }

  unwatchLinks(watcher: LinkWatcher): void {
    this.#linkWatchers.delete(watcher);
  }

  linksChanged(): void {
    for (const watcher of [...this.#linkWatchers]) watcher.linksChanged();
    this.changed();
  }

  changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #powered(name: string): boolean {
    return name === ORCHESTRATOR || this.#world.hosts.get(name)?.power === 'on';
  }

  /** It sends, and takes what is sent to it. */
  #runs(name: string): boolean {
    if (name === ORCHESTRATOR) return true;
    const host = this.#world.hosts.get(name);
    return host?.power === 'on' && !host.hung;
  }

  /** Something between the two drops it. */
  #blocks(from: string, to: string, port?: number): boolean {
    if (this.#cuts.has(from, to)) return true;
    return (
      port !== undefined && (this.#closedPorts.has(from, to, port) || this.#rejectedPorts.has(from, to, port))
    );
  }
}

function* failingAfter(us: Micros, reason: DialFailure['reason']): Task<DialFailure> {
  yield* sleep(us);
  return { kind: 'dial-failed', reason };
}
