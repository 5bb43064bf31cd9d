import type { Micros } from '../../engine/scheduler.js';
import { MICROS_PER_SECOND, millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { KubeClient } from '../../kubernetes/client.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun, Phase } from '../run.js';
import { poll } from '../run.js';
import { goDuration } from '../text/go-duration.js';
import type { InitContext } from './init-context.js';
import { KubeletWatch, printKubeletTrouble, waitForKubelet } from './kubelet-watch.js';
import { MANIFESTS_DIR, localServer } from './node-setup.js';

const EVERY_US = millis(500);
const API_SERVER = 'kube-apiserver';
const HEALTH_PATH = '/healthz';

/** The last wait of init for what the kubelet starts. */
export function waitControlPlanePhase(): Phase<InitContext> {
  return {
    name: 'wait-control-plane',
    *run(context) {
      const { run, cluster } = context;
      const kube = context.kube();
      if (!kube.ok) return kube.failure;
      const timeout = goDuration(cluster.controlPlaneTimeoutUs);
      const { health } = run.profile.text;
      run.out(
        health === 'apiclient'
          ? `[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "${MANIFESTS_DIR}". This can take up to ${timeout}`
          : `[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "${MANIFESTS_DIR}"`,
      );
      switch (health) {
        case 'apiclient':
          return yield* waitForApiBesideKubelet(context, kube.value);
        case 'api-check':
        case 'control-plane-check': {
          const problem = yield* waitForKubelet(run);
          if (problem !== undefined)
            return { cause: `failed while waiting for the kubelet to start: ${problem}` };
          return health === 'api-check'
            ? yield* waitForApi(context, kube.value, timeout)
            : yield* waitForComponents(context, kube.value, timeout);
        }
      }
    },
  };
}

function* waitForApiBesideKubelet(context: InitContext, kube: KubeClient): Task<Failure | undefined> {
  const { run, cluster } = context;
  const startUs = run.world.scheduler.now();
  const watch = new KubeletWatch(run);
  const healthy = yield* poll(
    run,
    { everyUs: EVERY_US, timeoutUs: cluster.controlPlaneTimeoutUs },
    function* () {
      if ((yield* kube.raw(HEALTH_PATH)).ok) return true;
      yield* watch.gaveUp();
      return undefined;
    },
  );
  if (healthy !== true) {
    printKubeletTrouble(run, 'timed out waiting for the condition', '\t');
    return { cause: "couldn't initialize a Kubernetes cluster" };
  }
  const seconds = ((run.world.scheduler.now() - startUs) / MICROS_PER_SECOND).toFixed(6);
  run.out(`[apiclient] All control plane components are healthy after ${seconds} seconds`);
  return undefined;
}

function* waitForApi(context: InitContext, kube: KubeClient, timeout: string): Task<Failure | undefined> {
  const { run } = context;
  run.out(`[api-check] Waiting for a healthy API server. This can take up to ${timeout}`);
  const tookUs = yield* healthyAfter(context, kube);
  if (tookUs === undefined) {
    run.out('[api-check] The API server is not healthy after ' + timeout);
    return { cause: "couldn't initialize a Kubernetes cluster" };
  }
  run.out(`[api-check] The API server is healthy after ${goDuration(tookUs)}`);
  return undefined;
}

/** The controller manager and the scheduler are healthy once their processes run. */
function* waitForComponents(
  context: InitContext,
  kube: KubeClient,
  timeout: string,
): Task<Failure | undefined> {
  const { run, local } = context;
  const components = [
    { name: API_SERVER, url: `${localServer(local)}/livez` },
    { name: 'kube-controller-manager', url: 'https://127.0.0.1:10257/healthz' },
    { name: 'kube-scheduler', url: 'https://127.0.0.1:10259/livez' },
  ];
  run.out(
    `[control-plane-check] Waiting for healthy control plane components. This can take up to ${timeout}`,
  );
  for (const { name, url } of components) run.out(`[control-plane-check] Checking ${name} at ${url}`);
  const deadlineUs = run.world.scheduler.now() + context.cluster.controlPlaneTimeoutUs;
  const failures: string[] = [];
  for (const { name, url } of components.toReversed()) {
    const leftUs = deadlineUs - run.world.scheduler.now();
    const tookUs =
      name === API_SERVER
        ? yield* healthyAfter(context, kube, leftUs)
        : yield* runningAfter(run, name, leftUs);
    if (tookUs === undefined) {
      run.out(`[control-plane-check] ${name} is not healthy after ${timeout}`);
      failures.push(`${name} check failed at ${url}: context deadline exceeded`);
    } else run.out(`[control-plane-check] ${name} is healthy after ${goDuration(tookUs)}`);
  }
  if (failures.length === 0) return undefined;
  return { cause: `failed while waiting for the control plane to start: [${failures.join(', ')}]` };
}

function* healthyAfter(context: InitContext, kube: KubeClient, leftUs?: Micros): Task<Micros | undefined> {
  const { run, cluster } = context;
  const startUs = run.world.scheduler.now();
  const timeoutUs = leftUs ?? cluster.controlPlaneTimeoutUs;
  const healthy = yield* poll(run, { everyUs: EVERY_US, timeoutUs }, function* () {
    return (yield* kube.raw(HEALTH_PATH)).ok ? true : undefined;
  });
  return healthy === true ? run.world.scheduler.now() - startUs : undefined;
}

function* runningAfter(run: KubeadmRun, component: string, timeoutUs: Micros): Task<Micros | undefined> {
  const startUs = run.world.scheduler.now();
  const running = yield* poll(run, { everyUs: EVERY_US, timeoutUs }, function* () {
    return run.host.processesNamed(component).length > 0 ? true : undefined;
  });
  return running === true ? run.world.scheduler.now() - startUs : undefined;
}
