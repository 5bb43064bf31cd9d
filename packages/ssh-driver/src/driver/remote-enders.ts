import type { Connection } from '../connection/connection.js';
import { RemoteEnder } from './remote-ender.js';

/** One ender for each connection, whichever host its steps are for: what it bounds are the sessions of the connection. */
export class RemoteEnders {
  readonly #enders = new WeakMap<Connection, RemoteEnder>();

  for(connection: Connection): RemoteEnder {
    const present = this.#enders.get(connection);
    if (present !== undefined) return present;
    const ender = new RemoteEnder(connection);
    this.#enders.set(connection, ender);
    return ender;
  }
}
