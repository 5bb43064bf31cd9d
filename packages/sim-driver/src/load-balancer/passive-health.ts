import type { Micros } from '../engine/scheduler.js';
import type { Host } from '../host/host.js';
import type { BackendHealth } from './balancer.js';
import type { PassiveHealth, ProxyBackend } from './proxy-config.js';

/** nginx: learns from failed connections only, and forgets after `fail_timeout`. */
export class PassiveBackendHealth implements BackendHealth {
  readonly #host: Host;
  readonly #backends: readonly ProxyBackend[];
  readonly #settings: PassiveHealth;
  readonly #fails = new Map<ProxyBackend, { readonly count: number; readonly lastUs: Micros }>();

  /** Marked and not connected to since. */
  readonly #down = new Set<ProxyBackend>();

  constructor(host: Host, backends: readonly ProxyBackend[], settings: PassiveHealth) {
    this.#host = host;
    this.#backends = backends;
    this.#settings = settings;
  }

  candidates(): readonly ProxyBackend[] {
    // nginx never marks the only server.
    if (this.#backends.length === 1 || this.#settings.maxFails === 0) return this.#backends;
    return this.#backends.filter((backend) => !this.#resting(backend));
  }

  failed(backend: ProxyBackend): void {
    const { world, name } = this.#host;
    const count = (this.#fails.get(backend)?.count ?? 0) + 1;
    this.#fails.set(backend, { count, lastUs: world.scheduler.now() });
    if (!this.#resting(backend) || this.#down.has(backend)) return;
    this.#down.add(backend);
    world.record('lb.backend-down', name, { backend: backend.name });
  }

  connected(backend: ProxyBackend): void {
    this.#fails.delete(backend);
    if (!this.#down.delete(backend)) return;
    this.#host.world.record('lb.backend-up', this.#host.name, { backend: backend.name });
  }

  keeps(): () => boolean {
    return always;
  }

  stop(): void {
    this.#fails.clear();
  }

  #resting(backend: ProxyBackend): boolean {
    const fails = this.#fails.get(backend);
    if (fails === undefined || fails.count < this.#settings.maxFails) return false;
    return this.#host.world.scheduler.now() - fails.lastUs < this.#settings.failTimeoutUs;
  }
}

function always(): true {
  return true;
}
