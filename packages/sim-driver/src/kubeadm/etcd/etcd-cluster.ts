import { millis, seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { EtcdClient, EtcdMember, EtcdResult } from '../../etcd/client.js';
import { credentialFiles } from '../../etcd/credentials.js';
import type { KubeClient } from '../../kubernetes/client.js';
import { asObject } from '../../kubernetes/json.js';
import type { Attempt } from '../failure.js';
import { failed, success } from '../failure.js';
import { parseClusterStatus } from '../cluster/cluster-status.js';
import { clientUrl } from '../phases/etcd-manifest.js';
import { KUBEADM_CONFIG, KUBE_SYSTEM } from '../phases/upload-config.js';
import type { KubeadmRun } from '../run.js';
import { poll } from '../run.js';

const REQUEST_TIMEOUT_US = seconds(2);
const PKI = '/etc/kubernetes/pki/etcd';
const CLIENT_URLS_ANNOTATION = 'kubeadm.kubernetes.io/etcd.advertise-client-urls';
const WAIT_ATTEMPTS = 8;
const WAIT_EVERY_US = seconds(5);

/** The stacked etcd as kubeadm reaches it: every call goes to the endpoints of all started members. */
class EtcdCluster {
  readonly #run: KubeadmRun;
  readonly endpoints: readonly string[];

  constructor(run: KubeadmRun, endpoints: readonly string[]) {
    this.#run = run;
    this.endpoints = endpoints;
  }

  get #client(): EtcdClient {
    return this.#run.clients.etcd(this.#run.host, {
      endpoints: this.endpoints,
      timeoutUs: REQUEST_TIMEOUT_US,
      credentials: credentialFiles(this.#run.host, `${PKI}/ca.crt`, `${PKI}/healthcheck-client.crt`),
    });
  }

  /** A cluster that talks to the members that etcd itself lists, and to no others. */
  *sync(): Task<Attempt<EtcdCluster>> {
    const members = yield* this.memberList();
    if (!members.ok) return failed(`error syncing endpoints with etcd: ${members.failure.cause}`);
    const { syncSkipsLearners } = this.#run.profile.etcd;
    const urls = members.value
      .filter((member) => !(syncSkipsLearners && member.learner))
      .flatMap((member) => member.clientUrls);
    return success(new EtcdCluster(this.#run, urls));
  }

  withEndpoint(endpoint: string): EtcdCluster {
    return new EtcdCluster(this.#run, [...new Set([...this.endpoints, endpoint])]);
  }

  *memberList(): Task<Attempt<readonly EtcdMember[]>> {
    return yield* this.#persist((client) => client.memberList());
  }

  /** All members after the addition. */
  *add(peerUrl: string, learner: boolean): Task<Attempt<readonly EtcdMember[]>> {
    const added = yield* this.#persist((client) => client.memberAdd([peerUrl], { learner }));
    return added.ok ? success(added.value.members) : added;
  }

  *remove(id: string): Task<Attempt<readonly EtcdMember[]>> {
    return yield* this.#persist((client) => client.memberRemove(id));
  }

  /** Every half second until the learner has caught up. */
  *promote(id: string): Task<Attempt<readonly EtcdMember[]>> {
    const timing = { everyUs: millis(500), timeoutUs: this.#run.profile.etcd.promoteTimeoutUs };
    let problem = 'context deadline exceeded';
    const client = this.#client;
    const promoted = yield* poll(this.#run, timing, function* () {
      const answer = yield* client.memberPromote(id);
      if (answer.ok) return answer.value;
      problem = answer.error.message;
      return undefined;
    });
    return promoted === undefined ? failed(problem) : success(promoted);
  }

  /** Healthy: every endpoint answers a status request. */
  *checkHealth(): Task<Attempt<undefined>> {
    for (const endpoint of this.endpoints) {
      const status = yield* this.#persist((client) => client.status(endpoint));
      if (!status.ok) {
        return failed(`failed to dial endpoint ${endpoint} with maintenance client: ${status.failure.cause}`);
      }
    }
    return success(undefined);
  }

  /** Up to eight looks five seconds apart; each look may itself take long (kubeadm's "up to 40s" is no bound). */
  *waitUntilHealthy(): Task<Attempt<undefined>> {
    for (let attempt = 1; attempt <= WAIT_ATTEMPTS; attempt += 1) {
      if (attempt > 1) yield* sleep(WAIT_EVERY_US);
      if ((yield* this.checkHealth()).ok) return success(undefined);
    }
    return failed('timeout waiting for etcd cluster to be available');
  }

  *#persist<T>(call: (client: EtcdClient) => Task<EtcdResult<T>>): Task<Attempt<T>> {
    const { retry } = this.#run.profile.etcd;
    const client = this.#client;
    let problem = 'context deadline exceeded';
    const once = function* (): Task<{ readonly value: T } | undefined> {
      const answer = yield* call(client);
      if (answer.ok) return { value: answer.value };
      problem = answer.error.message;
      return undefined;
    };
    const done = yield* retry.kind === 'poll' ? poll(this.#run, retry, once) : backOff(retry, once);
    return done === undefined ? failed(problem) : success(done.value);
  }
}

function* backOff<T>(
  retry: { readonly steps: number; readonly firstUs: number; readonly factor: number },
  once: () => Task<T | undefined>,
): Task<T | undefined> {
  let pauseUs = retry.firstUs;
  for (let step = 1; ; step += 1) {
    const value = yield* once();
    if (value !== undefined || step === retry.steps) return value;
    yield* sleep(Math.round(pauseUs));
    pauseUs *= retry.factor;
  }
}

/** Finds etcd through the annotations of its pods (≤ 1.21 else through ClusterStatus), then through its member list. */
export function* connectEtcd(run: KubeadmRun, kube: KubeClient): Task<Attempt<EtcdCluster>> {
  const endpoints = yield* endpointsFromPods(run, kube);
  if (!endpoints.ok) return endpoints;
  return yield* new EtcdCluster(run, endpoints.value).sync();
}

function* endpointsFromPods(run: KubeadmRun, kube: KubeClient): Task<Attempt<readonly string[]>> {
  const { tries, fallsBackToClusterStatus } = run.profile.timing.podLookup;
  let problem = 'no etcd pods found';
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    if (attempt > 1) yield* sleep(seconds(1));
    const pods = yield* kube.list('Pod', KUBE_SYSTEM);
    if (!pods.ok) {
      problem = pods.error.message;
      continue;
    }
    const urls = pods.value
      .filter(({ labels }) => labels['component'] === 'etcd' && labels['tier'] === 'control-plane')
      .flatMap(({ annotations }) => annotations[CLIENT_URLS_ANNOTATION] ?? []);
    if (urls.length > 0) return success(urls);
  }
  if (!fallsBackToClusterStatus) return failed(`could not retrieve the list of etcd endpoints: ${problem}`);
  const config = yield* kube.get('ConfigMap', KUBE_SYSTEM, KUBEADM_CONFIG);
  if (!config.ok) return failed(`could not retrieve the list of etcd endpoints: ${config.error.message}`);
  const status = asObject(config.value.body['data'])['ClusterStatus'];
  const endpoints = parseClusterStatus(typeof status === 'string' ? status : '');
  return success([...endpoints.values()].map(({ advertiseAddress }) => clientUrl(advertiseAddress)));
}
