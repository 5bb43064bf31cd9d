import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { HttpService, Service } from '../../network/service.js';
import type { KubeApiService } from '../api-service.js';
import { EtcdSuspicion } from '../etcd-suspicion.js';
import type { Lifetime } from '../lifetime.js';
import type { Container } from './container-runtime.js';
import type { LivenessProbe } from './pod-manifest.js';

const PROBE_TIMEOUT_US = seconds(15);

/**
 * Liveness of the containers that can turn unhealthy while they run: those behind etcd's quorum. Probes begin when
 * there is a reason for doubt and go on only while they fail; after `failureThreshold` of them the container is restarted.
 */
export class LivenessMonitor {
  readonly #host: Host;
  readonly #lifetime: Lifetime;
  readonly #restart: (container: Container) => void;

  constructor(host: Host, lifetime: Lifetime, restart: (container: Container) => void) {
    this.#host = host;
    this.#lifetime = lifetime;
    this.#restart = restart;
  }

  follow(container: Container): void {
    const probe = container.manifest.liveness;
    if (probe === undefined) return;
    let probing = false;
    const unsubscribe = EtcdSuspicion.of(this.#host.world).onSuspect(() => {
      if (probing) return;
      probing = true;
      const running = this.#lifetime.run(this.#probe(container, probe));
      running.result.onSettled(() => {
        probing = false;
      });
    });
    this.#lifetime.onEnd(unsubscribe);
    container.process.exited.onSettled(unsubscribe);
  }

  *#probe(container: Container, probe: LivenessProbe): Task<void> {
    for (let failures = 0; failures < probe.failureThreshold; failures += 1) {
      yield* sleep(probe.periodUs);
      if (!container.process.alive || (yield* this.#passes(probe))) return;
    }
    if (container.process.alive) this.#restart(container);
  }

  *#passes(probe: LivenessProbe): Task<boolean> {
    const connection = yield* this.#host.world.network.connect(
      this.#host,
      probe.address,
      probe.port,
      PROBE_TIMEOUT_US,
    );
    if (connection.kind === 'dial-failed') return false;
    const { service } = connection;
    if (isHttp(service)) return (yield* service.get(probe.path)).status < 400;
    if (isKubeApi(service)) return (yield* service.health(probe.path)).status < 400;
    return true;
  }
}

function isHttp(service: Service): service is HttpService {
  return service.protocol === 'http';
}

function isKubeApi(service: Service): service is KubeApiService {
  return service.protocol === 'kube-api';
}
