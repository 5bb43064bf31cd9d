import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { seconds } from '../../engine/scheduler.js';
import type { HttpService, Service } from '../../network/service.js';
import type { KubeadmRun } from '../run.js';

const SYSTEMCTL_US = millis(700);
const HEALTHZ_PORT = 10248;

export function* stopKubelet(run: KubeadmRun): Task<void> {
  yield* run.work(SYSTEMCTL_US);
  run.host.units.get('kubelet')?.stop();
}

/** Reloads systemd, then restarts the service; a missing service is a warning, not an error. */
export function* startKubelet(run: KubeadmRun): Task<void> {
  yield* run.work(SYSTEMCTL_US);
  const unit = run.host.units.get('kubelet');
  if (unit === undefined)
    run.warn('kubelet.go:35', 'the kubelet service does not exist; please make sure the kubelet is running');
  else unit.restart();
}

/** `GET http://127.0.0.1:10248/healthz`: undefined when it says ok, else why not. */
export function* kubeletProblem(run: KubeadmRun): Task<string | undefined> {
  const url = `http://${run.profile.text.kubeletCheckUrl ? '127.0.0.1' : 'localhost'}:${String(HEALTHZ_PORT)}/healthz`;
  const connection = yield* run.world.network.connect(run.host, '127.0.0.1', HEALTHZ_PORT, seconds(10));
  if (connection.kind === 'dial-failed') {
    return `Get "${url}": dial tcp 127.0.0.1:${String(HEALTHZ_PORT)}: connect: connection refused`;
  }
  const { service } = connection;
  if (!isHttp(service)) return `Get "${url}": EOF`;
  const { status } = yield* service.get('/healthz');
  return status === 200 ? undefined : `HTTP status ${String(status)}`;
}

function isHttp(service: Service): service is HttpService {
  return service.protocol === 'http';
}
