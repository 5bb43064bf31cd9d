import type { Process } from '../host/process.js';
import type { Listener } from '../network/service.js';
import { ActiveBackendHealth } from './active-health.js';
import { Balancer } from './balancer.js';
import type { BackendHealth } from './balancer.js';
import { PassiveBackendHealth } from './passive-health.js';
import type { ProxyFrontend } from './proxy-config.js';

/** Without health checks every server is tried. */
const NO_CHECKS = { kind: 'passive', maxFails: 0, failTimeoutUs: 0 } as const;

/** The listeners of a running load balancer, replaced as a whole on reload. */
export class ProxyListeners {
  readonly #process: Process;
  #open: { readonly listener: Listener; readonly balancer: Balancer }[] = [];

  constructor(process: Process) {
    this.#process = process;
    process.exited.onSettled(() => {
      this.#close();
    });
  }

  /** Undefined: all listen; else the port that is taken. */
  replace(frontends: readonly ProxyFrontend[]): number | undefined {
    const { host } = this.#process;
    this.#close();
    for (const frontend of frontends) {
      const balancer = new Balancer(host, frontend, healthOf(this.#process, frontend));
      const listener = host.listen(this.#process, frontend.address, frontend.port, balancer);
      if (listener === undefined) {
        balancer.stop();
        return frontend.port;
      }
      this.#open.push({ listener, balancer });
    }
    host.world.network.changed();
    return undefined;
  }

  #close(): void {
    for (const { listener, balancer } of this.#open) {
      balancer.stop();
      this.#process.host.listeners.delete(listener);
    }
    this.#open = [];
  }
}

function healthOf(process: Process, frontend: ProxyFrontend): BackendHealth {
  const { host } = process;
  const { health, backends } = frontend;
  switch (health.kind) {
    case 'passive':
      return new PassiveBackendHealth(host, backends, health);
    case 'active':
      return new ActiveBackendHealth(host, frontend, health);
    case 'none':
      return new PassiveBackendHealth(host, backends, NO_CHECKS);
  }
}
