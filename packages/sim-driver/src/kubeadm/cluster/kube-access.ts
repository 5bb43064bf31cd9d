import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type {
  KubeClient,
  KubeError,
  KubeObject,
  KubeResult,
  NewKubeObject,
} from '../../kubernetes/client.js';
import { readKubeconfig } from '../../kubernetes/kubeconfig-access.js';
import type { Attempt, Failure } from '../failure.js';
import { failed, success } from '../failure.js';
import type { KubeadmRun } from '../run.js';
import { pollAgain } from '../run.js';

const RETRY_EVERY_US = millis(500);

/** A client from a kubeconfig on this host. */
export function clientFromFile(run: KubeadmRun, path: string): Attempt<KubeClient> {
  const options = readKubeconfig(run.host, path);
  return options === undefined
    ? failed(`failed to load admin kubeconfig: open ${path}: no such file or directory`)
    : success(run.clients.kube(run.host, options));
}

/** Repeats a call until it succeeds, fails for good, or `timeoutUs` is over; the last error counts. */
export function* persist<T>(
  run: KubeadmRun,
  timeoutUs: number,
  call: () => Task<KubeResult<T>>,
  isFinal: (error: KubeError) => boolean = isRefusal,
): Task<KubeResult<T>> {
  let last = yield* call();
  if (last.ok || isFinal(last.error)) return last;
  yield* pollAgain(run, { everyUs: RETRY_EVERY_US, timeoutUs }, function* () {
    last = yield* call();
    return last.ok || isFinal(last.error) ? last : undefined;
  });
  return last;
}

/** The caller is known not to be allowed: asking again is of no use. */
function isRefusal(error: KubeError): boolean {
  return error.reason === 'Unauthorized' || error.reason === 'Forbidden';
}

/** Creates or updates objects one after the other; stops at the first that cannot be written. */
export function* applyAll(
  run: KubeadmRun,
  kube: KubeClient,
  objects: readonly NewKubeObject[],
  whatFailed: string,
): Task<Failure | undefined> {
  for (const object of objects) {
    const applied = yield* persist(run, run.profile.timing.apiCallTimeoutUs.write, () => kube.apply(object));
    if (!applied.ok) return { cause: `${whatFailed}: ${applied.error.message}` };
  }
  return undefined;
}

/** Changes the Node of this host; waits for the Node to appear. */
export function patchNode(
  run: KubeadmRun,
  kube: KubeClient,
  name: string,
  change: (node: KubeObject) => KubeObject,
): Task<KubeResult<KubeObject>> {
  return persist(run, run.profile.timing.apiCallTimeoutUs.nodePatch, () =>
    kube.update('Node', undefined, name, change),
  );
}
