import type { Micros } from '../engine/scheduler.js';
import type { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection, Listener, Service } from './service.js';

/** A connection of one host with what listens on another. */
export class Hop implements Connection {
  readonly kind = 'connected';
  readonly service: Service;
  readonly host: Host;
  readonly #from: Host;
  readonly #listener: Listener;
  readonly #port: number;

  constructor(from: Host, host: Host, port: number, listener: Listener) {
    this.service = listener.service;
    this.host = host;
    this.#from = from;
    this.#listener = listener;
    this.#port = port;
  }

  alive(): boolean {
    const { name, world } = this.#from;
    return this.#listener.process.alive && world.network.open(name, this.host.name, this.#port);
  }

  latencyUs(): Micros {
    const { name, world } = this.#from;
    return world.network.latency(name, this.host.name);
  }

  stalled(): Future<undefined> | undefined {
    return this.#listener.process.continued;
  }
}
