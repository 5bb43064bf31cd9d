import type { Micros } from '../engine/scheduler.js';
import type { Future } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection, Service } from '../network/service.js';

/** A connection that a proxy has made, for as long as it keeps those through that backend. */
export class KeptConnection implements Connection {
  readonly kind = 'connected';
  readonly service: Service;
  readonly host: Host;
  readonly #connection: Connection;
  readonly #keeps: () => boolean;

  constructor(connection: Connection, keeps: () => boolean) {
    this.service = connection.service;
    this.host = connection.host;
    this.#connection = connection;
    this.#keeps = keeps;
  }

  alive(): boolean {
    return this.#keeps() && this.#connection.alive();
  }

  latencyUs(): Micros {
    return this.#connection.latencyUs();
  }

  stalled(): Future<undefined> | undefined {
    return this.#connection.stalled();
  }
}
