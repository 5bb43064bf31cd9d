import type { Task } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Connection, ProxyService } from '../network/service.js';
import { KeptConnection } from './kept-connection.js';
import type { ProxyBackend, ProxyFrontend } from './proxy-config.js';

/** The servers of a frontend, and which of them may be used now. */
export interface BackendHealth {
  /** Those to try, best first. */
  candidates(): readonly ProxyBackend[];
  /** A connection could not be made. */
  failed(backend: ProxyBackend): void;
  connected(backend: ProxyBackend): void;
  /** A connection through this backend is cut when this turns false. */
  keeps(backend: ProxyBackend): () => boolean;
  stop(): void;
}

/** Takes connections in turn to the servers that are healthy, and to the next one when one does not answer. */
export class Balancer implements ProxyService {
  readonly protocol = 'tcp-proxy';
  readonly #host: Host;
  readonly #frontend: ProxyFrontend;
  readonly #health: BackendHealth;
  #turn = 0;

  constructor(host: Host, frontend: ProxyFrontend, health: BackendHealth) {
    this.#host = host;
    this.#frontend = frontend;
    this.#health = health;
  }

  *forward(): Task<Connection | undefined> {
    const candidates = this.#health.candidates();
    const offset = this.#turn;
    this.#turn += 1;
    for (let index = 0; index < candidates.length; index += 1) {
      const backend = candidates[(offset + index) % candidates.length];
      if (backend === undefined) continue;
      const { network } = this.#host.world;
      const connection = yield* network.establish(
        this.#host,
        backend.address,
        backend.port,
        this.#frontend.connectTimeoutUs,
      );
      if (connection.kind === 'connected') {
        this.#health.connected(backend);
        return new KeptConnection(connection, this.#health.keeps(backend));
      }
      this.#health.failed(backend);
    }
    return undefined;
  }

  stop(): void {
    this.#health.stop();
  }
}
