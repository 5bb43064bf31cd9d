import type { Micros, Timer } from '../../engine/scheduler.js';
import { millis } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { Lifetime } from '../lifetime.js';
import { runtimeEndpoint } from './kubelet-files.js';
import { runtimeAnswers, socketPath } from './runtime-socket.js';

/**
 * What the kubelet holds of its container runtime: it asks every 5 s, takes it to be down after 30 s without an answer, and reports
 * its Node every 10 s. A runtime that is restarted meanwhile is not missed.
 */
export class RuntimeHealth {
  readonly #host: Host;
  readonly #endpoint: string;
  #up: boolean;

  constructor(host: Host, lifetime: Lifetime, changed: () => void) {
    this.#host = host;
    this.#endpoint = runtimeEndpoint(host);
    this.#up = this.#answers();
    let timer: Timer | undefined;
    lifetime.onEnd(
      host.disk.watch(socketPath(this.#endpoint), () => {
        lifetime.cancel(timer);
        timer = lifetime.after(this.#noticedAfter(), () => {
          if (this.#up === this.#answers()) return;
          this.#up = !this.#up;
          changed();
        });
      }),
    );
  }

  get up(): boolean {
    return this.#up;
  }

  #answers(): boolean {
    return runtimeAnswers(this.#host, this.#endpoint);
  }

  #noticedAfter(): Micros {
    const rng = this.#host.world.rng.stream(`kubelet/${this.#host.name}/runtime`);
    return this.#answers() ? millis(rng.integer(1_000, 10_000)) : millis(rng.integer(30_000, 40_000));
  }
}
