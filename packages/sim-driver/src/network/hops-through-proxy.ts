import type { Micros } from '../engine/scheduler.js';
import type { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection, Service } from './service.js';

/** A connection to a proxy, and the one that the proxy has made onwards. */
export class HopsThroughProxy implements Connection {
  readonly kind = 'connected';
  readonly service: Service;
  readonly host: Host;
  readonly #hop: Connection;
  readonly #onward: Connection;

  constructor(hop: Connection, onward: Connection) {
    this.service = onward.service;
    this.host = onward.host;
    this.#hop = hop;
    this.#onward = onward;
  }

  alive(): boolean {
    return this.#hop.alive() && this.#onward.alive();
  }

  latencyUs(): Micros {
    return this.#hop.latencyUs() + this.#onward.latencyUs();
  }

  stalled(): Future<undefined> | undefined {
    return this.#hop.stalled() ?? this.#onward.stalled();
  }
}
