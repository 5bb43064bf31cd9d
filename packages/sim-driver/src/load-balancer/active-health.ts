import type { Task } from '../engine/task.js';
import { sleep } from '../engine/task.js';
import type { Host } from '../host/host.js';
import type { Service } from '../network/service.js';
import type { KubeApiService } from '../kubernetes/api-service.js';
import { Lifetime } from '../kubernetes/lifetime.js';
import { NetworkPulse } from '../kubernetes/network-pulse.js';
import type { BackendHealth } from './balancer.js';
import type { ActiveHealth, ProxyBackend, ProxyFrontend } from './proxy-config.js';

interface ServerState {
  readonly backend: ProxyBackend;
  up: boolean;
  /** Grows with every fall: connections of an earlier life are cut. */
  falls: number;
  checking: boolean;
  /** Something changed while a check was under way. */
  again: boolean;
  signature: string;
  stopWatching: (() => void) | undefined;
}

/**
 * haproxy: periodic checks of every server. Here a server is checked when something on its way has changed, and
 * repeatedly, at the configured interval, until `fall` or `rise` checks in a row agree.
 */
export class ActiveBackendHealth implements BackendHealth {
  readonly #host: Host;
  readonly #settings: ActiveHealth;
  readonly #connectTimeoutUs: number;
  readonly #lifetime: Lifetime;
  readonly #servers: readonly ServerState[];

  constructor(host: Host, frontend: ProxyFrontend, settings: ActiveHealth) {
    this.#host = host;
    this.#settings = settings;
    this.#connectTimeoutUs = frontend.connectTimeoutUs;
    this.#lifetime = new Lifetime(host.world.scheduler);
    // haproxy takes servers for up until their checks say otherwise.
    this.#servers = frontend.backends.map((backend) => ({
      backend,
      up: true,
      falls: 0,
      checking: false,
      again: false,
      signature: '',
      stopWatching: undefined,
    }));
    const look = (): void => {
      for (const server of this.#servers) {
        const signature = this.#signature(server.backend);
        if (signature === server.signature) continue;
        server.signature = signature;
        this.#check(server);
      }
    };
    this.#lifetime.onEnd(NetworkPulse.of(host.world).subscribe(look));
    look();
  }

  candidates(): readonly ProxyBackend[] {
    return this.#servers.filter(({ up }) => up).map(({ backend }) => backend);
  }

  failed(): void {
    // A failed connection is no check; the checks see the same change.
  }

  connected(): void {
    // Nor is one that worked.
  }

  keeps(backend: ProxyBackend): () => boolean {
    const server = this.#servers.find((one) => one.backend === backend);
    if (server === undefined || !this.#settings.shutdownSessions) return () => true;
    const { falls } = server;
    return () => server.falls === falls;
  }

  stop(): void {
    for (const { stopWatching } of this.#servers) stopWatching?.();
    this.#lifetime.end();
  }

  #check(server: ServerState): void {
    if (server.checking) {
      server.again = true;
      return;
    }
    server.checking = true;
    const running = this.#lifetime.run(this.#settle(server));
    running.result.onSettled(() => {
      server.checking = false;
      if (!server.again || this.#lifetime.ended) return;
      server.again = false;
      this.#check(server);
    });
  }

  /** Checks until the state is confirmed, or has changed after `fall` or `rise` checks. */
  *#settle(server: ServerState): Task<void> {
    const needed = server.up ? this.#settings.fall : this.#settings.rise;
    for (let count = 1; ; count += 1) {
      if ((yield* this.#passes(server)) === server.up) return;
      if (count >= needed) break;
      yield* sleep(this.#settings.intervalUs);
    }
    server.up = !server.up;
    if (!server.up) server.falls += 1;
    const { world, name } = this.#host;
    world.record(server.up ? 'lb.backend-up' : 'lb.backend-down', name, { backend: server.backend.name });
    world.network.changed();
  }

  *#passes(server: ServerState): Task<boolean> {
    const { address, port } = server.backend;
    const connection = yield* this.#host.world.network.connect(
      this.#host,
      address,
      port,
      this.#connectTimeoutUs,
    );
    if (connection.kind === 'dial-failed') return false;
    const { service } = connection;
    if (!isKubeApi(service)) return this.#settings.httpPath === undefined;
    if (this.#settings.httpPath === undefined) return true;
    server.stopWatching?.();
    server.stopWatching = service.onWritable(() => {
      this.#check(server);
    });
    return (yield* service.health(this.#settings.httpPath)).status === 200;
  }

  /** What the outcome of a check depends on, as far as the network can tell without connecting. */
  #signature({ address, port }: ProxyBackend): string {
    const { network } = this.#host.world;
    const target = network.hostAt(this.#host, address);
    if (target === undefined || !network.admits(this.#host.name, target.name, port)) return 'unreachable';
    const process = target.listenerAt(address, port)?.process;
    return process === undefined ? 'closed' : `${String(process.pid)}${process.paused ? ' stopped' : ''}`;
  }
}

function isKubeApi(service: Service): service is KubeApiService {
  return service.protocol === 'kube-api';
}
