import type { Micros } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { KubeObject } from '../../kubernetes/client.js';
import { asArray, asString, asStrings, at } from '../../kubernetes/json.js';
import { hasClientCertificate } from '../../kubernetes/kubelet/client-certificate.js';
import { renderKubeconfig } from '../../pki/kubeconfig.js';
import { clientFromFile, persist } from '../cluster/kube-access.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun, Phase } from '../run.js';
import { poll } from '../run.js';
import type { JoinContext } from './join-context.js';
import { writeKubeletConfiguration, writeKubeletEnvironment } from './kubelet-files.js';
import { startKubelet, stopKubelet } from './kubelet-service.js';
import { KubeletWatch, printKubeletTrouble, waitForKubelet } from './kubelet-watch.js';
import { BOOTSTRAP_KUBELET_CONF, KUBELET_CONF, localServer } from './node-setup.js';
import { KUBE_SYSTEM, annotateCriSocket } from './upload-config.js';

export const CLUSTER_CA_FILE = '/etc/kubernetes/pki/ca.crt';

/** `join phase kubelet-start`: credentials for the kubelet's first contact, its configuration, its start. */
export function kubeletStartJoinPhase(): Phase<JoinContext> {
  return {
    name: 'kubelet-start',
    *run(context) {
      const { run } = context;
      const failure = yield* startWithBootstrapCredentials(context);
      if (failure === undefined && run.profile.order.etcdJoinBeforeBootstrapWait) return undefined;
      const waited = failure ?? (yield* waitForBootstrap(context));
      removeBootstrapCredentials(run);
      return waited;
    },
  };
}

/** kubeadm ≥ 1.33: the wait is a phase of its own, after the etcd member has joined. */
export function kubeletWaitBootstrapPhase(): Phase<JoinContext> {
  return {
    name: 'kubelet-wait-bootstrap',
    *run(context) {
      const failure = yield* waitForBootstrap(context);
      removeBootstrapCredentials(context.run);
      return failure;
    },
  };
}

/** A deferred call of kubeadm: it runs on success and on failure, but not when the process is killed. */
function removeBootstrapCredentials(run: KubeadmRun): void {
  run.host.disk.remove(BOOTSTRAP_KUBELET_CONF);
}

function* startWithBootstrapCredentials(context: JoinContext): Task<Failure | undefined> {
  const { run, config } = context;
  const bootstrap = yield* context.bootstrap();
  if (!bootstrap.ok) return bootstrap.failure;
  const kube = yield* context.bootstrapClient();
  if (!kube.ok) return kube.failure;
  const { caPem, options } = bootstrap.value;
  const token = options.credential.kind === 'token' ? options.credential.token : config.discovery?.token;
  const local = run.profile.files.localKubeletServer ? config.controlPlane : undefined;
  const server = local === undefined ? bootstrap.value.server : localServer(local);
  const content = renderKubeconfig({
    server,
    caPem,
    user: 'tls-bootstrap-token-user',
    ...(token === undefined ? {} : { token }),
  });
  yield* run.write(BOOTSTRAP_KUBELET_CONF, content);
  // A control-plane host has it already.
  if (!run.host.disk.exists(CLUSTER_CA_FILE)) yield* run.write(CLUSTER_CA_FILE, caPem, 0o644);

  const { read } = run.profile.timing.apiCallTimeoutUs;
  const node = yield* persist(
    run,
    read,
    () => kube.value.get('Node', undefined, config.node.name),
    ({ reason }) => reason === 'NotFound' || reason === 'Unauthorized' || reason === 'Forbidden',
  );
  if (!node.ok && node.error.reason !== 'NotFound') {
    return { cause: `cannot get Node ${JSON.stringify(config.node.name)}: ${node.error.message}` };
  }
  if (node.ok && isReady(node.value)) {
    return {
      cause: `a Node with name "${config.node.name}" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`,
    };
  }
  yield* stopKubelet(run);
  const name = run.profile.cluster.kubeletConfigMap;
  const map = yield* persist(run, read, () => kube.value.get('ConfigMap', KUBE_SYSTEM, name));
  if (!map.ok) return { cause: `failed to get config map: ${map.error.message}` };
  yield* writeKubeletConfiguration(run, config.node, asStrings(map.value.body['data'])['kubelet'] ?? '');
  yield* writeKubeletEnvironment(run, config.node);
  run.out('[kubelet-start] Starting the kubelet');
  yield* startKubelet(run);
  return undefined;
}

/** Only Ready=True stands in the way; a NotReady or Unknown Node of the same name is taken over. */
function isReady(node: KubeObject): boolean {
  return asArray(at(node.body, 'status', 'conditions')).some(
    (condition) =>
      asString(at(condition, 'type')) === 'Ready' && asString(at(condition, 'status')) === 'True',
  );
}

/** Until a client can be made of kubelet.conf, which takes the certificate that it points to; then until its Node is there. */
function* waitForBootstrap(context: JoinContext): Task<Failure | undefined> {
  const { run, config } = context;
  if (run.profile.timing.kubeletHealth === 'deadline') {
    const problem = yield* waitForKubelet(run);
    if (problem !== undefined) return { cause: `failed while waiting for the kubelet to start: ${problem}` };
  }
  run.out(
    `[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap${run.profile.text.tlsBootstrapEnd}`,
  );
  const bootstrapped = yield* clientCanBeMade(run, config.timeouts.tlsBootstrapUs);
  if (!bootstrapped) {
    const cause = run.profile.text.bootstrapTimeout;
    printKubeletTrouble(run, cause);
    return { cause };
  }
  const kube = clientFromFile(run, KUBELET_CONF);
  if (!kube.ok) return kube.failure;
  return yield* annotateCriSocket(run, kube.value, config.node.name, config.node.criSocket);
}

function* clientCanBeMade(run: KubeadmRun, timeoutUs: Micros): Task<boolean> {
  const everyUs = run.profile.timing.bootstrapPollUs;
  const watch = run.profile.timing.kubeletHealth === 'backoff' ? new KubeletWatch(run) : undefined;
  const end = yield* poll(run, { everyUs, timeoutUs }, function* () {
    if (hasClientCertificate(run.host)) return 'bootstrapped' as const;
    return watch !== undefined && (yield* watch.gaveUp()) ? ('gave-up' as const) : undefined;
  });
  return end === 'bootstrapped';
}
