import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { KubeClient } from '../../kubernetes/client.js';
import { asStrings } from '../../kubernetes/json.js';
import { DATA_DIRECTORY } from '../../etcd/storage.js';
import { ContainerRuntime } from '../../kubernetes/kubelet/container-runtime.js';
import { runtimeEndpoint } from '../../kubernetes/kubelet/kubelet-files.js';
import { dialError, runtimeAnswers } from '../../kubernetes/kubelet/runtime-socket.js';
import { parseClusterStatus, renderClusterStatus } from '../cluster/cluster-status.js';
import { clientFromFile, persist } from '../cluster/kube-access.js';
import { fetchClusterConfiguration } from '../cluster/stored-configuration.js';
import { foundCriSockets, severalRuntimes } from '../config/cri-socket.js';
import type { FlagSet } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import type { Failure } from '../failure.js';
import { removeOwnMember } from '../etcd/remove-member.js';
import { stopKubelet } from '../phases/kubelet-service.js';
import { ADMIN_CONF, KUBELET_DIR, MANIFESTS_DIR } from '../phases/node-setup.js';
import { KUBEADM_CONFIG, KUBE_SYSTEM } from '../phases/upload-config.js';
import type { KubeadmRun, Phase } from '../run.js';
import { runPhases } from '../run.js';
import { deletedFiles, resetEpilogue } from '../text/reset-text.js';
import { unknownPhase } from './phase-selection.js';

const RESET_FLAGS: FlagSet = {
  kinds: {
    force: 'switch',
    'cert-dir': 'value',
    'cri-socket': 'value',
    kubeconfig: 'value',
    'ignore-preflight-errors': 'list',
    'skip-phases': 'list',
    'cleanup-tmp-dir': 'switch',
    v: 'value',
  },
  shorthands: { f: 'force' },
};

const UNMOUNT_US = millis(100);
const REMOVE_CONTAINERS_US = millis(1500);
const EMPTY_DIRECTORY_US = millis(15);
const ETCD_MANIFEST = `${MANIFESTS_DIR}/etcd.yaml`;

interface ResetContext {
  readonly run: KubeadmRun;
  readonly kube: KubeClient | undefined;
  readonly force: boolean;
  readonly pkiDir: string;
  readonly nodeName: string;
  readonly criSocket: string;
  /** Data directories that the etcd phase found. */
  readonly statefulDirs: string[];
}

/** `kubeadm reset`: exit code 0 means that it ran to its end, not that all is clean. */
export function* reset(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const flags = parseFlags(argv, RESET_FLAGS);
  if (!flags.ok) return flags.failure;
  const skip = flags.value.list('skip-phases');
  const unknown = unknownPhase(resetPhases(run), skip);
  if (unknown !== undefined) return unknown;
  const kubeconfig = flags.value.value('kubeconfig') ?? ADMIN_CONF;
  const kube = yield* reachCluster(run, kubeconfig);
  const given = flags.value.value('cri-socket');
  // The Node says which one is used; without an answer kubeadm looks for it.
  const ambiguous = given === undefined && kube === undefined ? severalRuntimes(run) : undefined;
  if (ambiguous !== undefined) return ambiguous;
  const context: ResetContext = {
    run,
    kube,
    force: flags.value.on('force'),
    pkiDir: flags.value.value('cert-dir') ?? '/etc/kubernetes/pki',
    nodeName: run.host.hostname.toLowerCase(),
    criSocket: given ?? resetSocket(run, kube),
    statefulDirs: [],
  };
  const failure = yield* runPhases(run, resetPhases(run), context, new Set(skip));
  if (failure !== undefined) return failure;
  run.out(...resetEpilogue(run.profile));
  return undefined;
}

function resetSocket(run: KubeadmRun, kube: KubeClient | undefined): string {
  if (kube !== undefined) return runtimeEndpoint(run.host);
  return foundCriSockets(run)[0] ?? run.profile.files.defaultCriSocket;
}

/** The cluster's configuration is only asked for where admin.conf is; without an answer reset goes on. */
function* reachCluster(run: KubeadmRun, kubeconfig: string): Task<KubeClient | undefined> {
  const kube = clientFromFile(run, kubeconfig);
  if (!kube.ok) return undefined;
  run.out(...run.profile.text.readingConfig.map((line) => line.replace('[preflight]', '[reset]')));
  const stored = yield* fetchClusterConfiguration(run, kube.value);
  if (stored.ok) return kube.value;
  run.warn(
    'reset.go:99',
    `[reset] Unable to fetch the kubeadm-config ConfigMap from cluster: ${stored.failure.cause}`,
  );
  return undefined;
}

function resetPhases(run: KubeadmRun): readonly Phase<ResetContext>[] {
  return [
    preflightPhase,
    ...(run.profile.config.storesClusterStatus ? [updateClusterStatusPhase] : []),
    removeEtcdMemberPhase,
    cleanupNodePhase,
  ];
}

const preflightPhase: Phase<ResetContext> = {
  name: 'preflight',
  *run({ run, force }) {
    if (!force) {
      run.out(
        "[reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted.",
      );
      run.process.write('stdout', '[reset] Are you sure you want to proceed? [y/N]: ');
      if (!/^y/i.test(run.process.stdin.trim())) return { cause: run.profile.text.resetDeclined };
    }
    run.out('[preflight] Running pre-flight checks');
    yield* run.work(EMPTY_DIRECTORY_US);
    return undefined;
  },
};

const updateClusterStatusPhase: Phase<ResetContext> = {
  name: 'update-cluster-status',
  *run({ run, kube, nodeName }) {
    if (kube === undefined || !run.host.disk.exists(ETCD_MANIFEST)) return undefined;
    run.out(
      `[reset] Removing info for node "${nodeName}" from the ConfigMap "kubeadm-config" in the "kube-system" Namespace`,
    );
    const { write } = run.profile.timing.apiCallTimeoutUs;
    const updated = yield* persist(run, write, () =>
      kube.update('ConfigMap', KUBE_SYSTEM, KUBEADM_CONFIG, (map) => {
        const data = asStrings(map.body['data']);
        const endpoints = new Map(parseClusterStatus(data['ClusterStatus'] ?? ''));
        endpoints.delete(nodeName);
        const ClusterStatus = renderClusterStatus(run.profile, endpoints);
        return { ...map, body: { ...map.body, data: { ...data, ClusterStatus } } };
      }),
    );
    if (!updated.ok)
      run.warn(
        'updateclusterstatus.go:67',
        `[reset] failed to remove node from ClusterStatus: ${updated.error.message}`,
      );
    return undefined;
  },
};

const removeEtcdMemberPhase: Phase<ResetContext> = {
  name: 'remove-etcd-member',
  *run(context) {
    const { run, kube, statefulDirs } = context;
    const dataDir = /--data-dir=(\S+)/.exec(run.host.disk.text(ETCD_MANIFEST) ?? '')?.[1];
    if (kube === undefined) {
      run.warn(
        'removeetcdmember.go:79',
        '[reset] No kubeadm config, using etcd pod spec to get data directory',
      );
    }
    if (dataDir === undefined) {
      if (run.profile.text.reset === 'classic') {
        run.out(
          '[reset] No etcd config found. Assuming external etcd',
          '[reset] Please, manually reset etcd to prevent further issues',
        );
      } else {
        run.out('[reset] Deleted contents of the etcd data directory: /var/lib/etcd');
        statefulDirs.push(DATA_DIRECTORY);
      }
      return undefined;
    }
    statefulDirs.push(dataDir);
    if (kube === undefined) return undefined;
    const problem = yield* removeOwnMember(run, kube);
    if (problem !== undefined) {
      run.warn(
        'removeetcdmember.go:80',
        `[reset] failed to remove etcd member: ${problem}, please manually remove this etcd member using etcdctl`,
      );
    }
    return undefined;
  },
};

const cleanupNodePhase: Phase<ResetContext> = {
  name: 'cleanup-node',
  *run({ run, pkiDir, statefulDirs, criSocket }) {
    const { disk } = run.host;
    const classic = run.profile.text.reset === 'classic';
    run.out('[reset] Stopping the kubelet service');
    yield* stopKubelet(run);
    run.out(`[reset] Unmounting mounted directories in "${KUBELET_DIR}"`);
    yield* run.work(UNMOUNT_US);
    yield* removeContainers(run, criSocket);
    const stateful = classic
      ? [...statefulDirs, KUBELET_DIR, '/var/lib/dockershim', '/var/run/kubernetes', '/var/lib/cni']
      : [...statefulDirs, KUBELET_DIR, '/var/run/kubernetes', '/var/lib/cni'];
    const configDirs = classic ? [MANIFESTS_DIR, pkiDir] : [MANIFESTS_DIR, KUBELET_DIR, pkiDir];
    run.out(
      classic
        ? `[reset] Deleting contents of config directories: [${configDirs.join(' ')}]`
        : `[reset] Deleting contents of directories: [${configDirs.join(' ')}]`,
    );
    for (const directory of [MANIFESTS_DIR, pkiDir]) {
      yield* run.work(EMPTY_DIRECTORY_US);
      disk.emptyDirectory(directory);
    }
    const files = deletedFiles(run.profile);
    run.out(`[reset] Deleting files: [${files.join(' ')}]`);
    for (const file of files) disk.remove(file);
    if (classic) run.out(`[reset] Deleting contents of stateful directories: [${stateful.join(' ')}]`);
    for (const directory of stateful) {
      yield* run.work(EMPTY_DIRECTORY_US);
      disk.emptyDirectory(directory);
    }
    return undefined;
  },
};

/** Through the runtime: containers of one that does not answer run on, and reset goes on without them. */
function* removeContainers(run: KubeadmRun, criSocket: string): Task<void> {
  yield* run.work(REMOVE_CONTAINERS_US);
  if (runtimeAnswers(run.host, criSocket)) {
    yield* ContainerRuntime.of(run.host).removeAll();
    return;
  }
  const cause = `validate service connection: validate CRI v1 runtime API for endpoint "${criSocket}": ${dialError(criSocket)}`;
  run.warn(
    'cleanupnode.go:105',
    `[reset] Failed to remove containers: ${
      run.profile.preflight.grpcRuntimeCheck
        ? `failed to create new CRI runtime service: ${cause}`
        : `output: time="" level=fatal msg="${cause.replaceAll('"', '\\"')}"\n, error: exit status 1`
    }`,
  );
}
