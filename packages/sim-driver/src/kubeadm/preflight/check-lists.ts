import type { ClusterConfiguration, JoinConfiguration } from '../config/kubeadm-config.js';
import { runtimeAnswers } from '../../kubernetes/kubelet/runtime-socket.js';
import { BOOTSTRAP_KUBELET_CONF, KUBELET_CONF, MANIFESTS_DIR } from '../phases/node-setup.js';
import { parseRelease } from '../release.js';
import type { KubeadmRun } from '../run.js';
import type { Check } from './checks.js';
import {
  check,
  directoryAvailable,
  error,
  fileAvailable,
  fileExists,
  kernelSwitch,
  portCheck,
  programExists,
  warning,
} from './checks.js';

const MIN_CPUS = 2;
const MIN_MEMORY_MB = 1700;
const KUBELET_PORT = 10_250;

type Stage =
  | { readonly kind: 'init'; readonly criSocket: string }
  | { readonly kind: 'join'; readonly withCertificateKey: boolean };

/** Everything that `init` checks, and that a control-plane join checks in its second stage. */
export function controlPlaneChecks(
  cluster: ClusterConfiguration,
  bindPort: number,
  stage: Stage,
): readonly Check[] {
  const manifest = (component: string): Check => fileAvailable(`${MANIFESTS_DIR}/${component}.yaml`);
  return [
    numCpu,
    memory,
    kubernetesVersion(cluster),
    firewalld(bindPort),
    portCheck(bindPort),
    portCheck(10_259),
    portCheck(10_257),
    manifest('kube-apiserver'),
    manifest('kube-controller-manager'),
    manifest('kube-scheduler'),
    manifest('etcd'),
    ...(stage.kind === 'init'
      ? [...hostChecks(stage.criSocket, cluster.kubernetesVersion), portCheck(KUBELET_PORT)]
      : []),
    ...etcdChecks(cluster, stage),
  ];
}

/** The first stage of `join`, before the cluster is asked for anything. */
export function joinChecks(
  run: KubeadmRun,
  { node, controlPlane }: JoinConfiguration,
  caPath: string,
): readonly Check[] {
  return [
    ...(run.profile.preflight.manifestsDirOnJoin ? [directoryAvailable(MANIFESTS_DIR)] : []),
    fileAvailable(KUBELET_CONF),
    fileAvailable(BOOTSTRAP_KUBELET_CONF),
    ...hostChecks(node.criSocket, undefined),
    portCheck(KUBELET_PORT),
    ...(controlPlane === undefined ? [fileAvailable(caPath)] : []),
  ];
}

function etcdChecks(cluster: ClusterConfiguration, stage: Stage): readonly Check[] {
  const { etcd } = cluster;
  if (etcd.kind === 'local') return [portCheck(2379), portCheck(2380), directoryAvailable(etcd.dataDir)];
  if (stage.kind === 'join' && stage.withCertificateKey) return [];
  const name = 'ExternalEtcdClientCertificates';
  return [etcd.caFile, etcd.certFile, etcd.keyFile]
    .filter((path) => path !== '')
    .map((path) => fileExists(name, path));
}

const numCpu = check('NumCPU', ({ host }) =>
  host.cpus < MIN_CPUS
    ? error(`the number of available CPUs ${String(host.cpus)} is less than the required ${String(MIN_CPUS)}`)
    : undefined,
);

const memory = check('Mem', ({ host }) =>
  host.memoryMb < MIN_MEMORY_MB
    ? error(
        `the system RAM (${String(host.memoryMb)} MB) is less than the minimum ${String(MIN_MEMORY_MB)} MB`,
      )
    : undefined,
);

function kubernetesVersion(cluster: ClusterConfiguration): Check {
  return check('KubernetesVersion', ({ profile, host }) => {
    const release = parseRelease(cluster.kubernetesVersion);
    if (release === undefined || release.minor <= profile.release.minor) return undefined;
    const own = (host.software['kubeadm'] ?? '').replace(/^v/, '');
    return warning(
      `Kubernetes version is greater than kubeadm version. Please consider to upgrade kubeadm. Kubernetes version: ${cluster.kubernetesVersion.slice(1)}. Kubeadm version: ${own.replace(/\.\d+$/, '.x')}`,
    );
  });
}

function firewalld(bindPort: number): Check {
  return check('Firewalld', ({ host }) =>
    host.units.get('firewalld')?.state() === 'active'
      ? warning(
          `firewalld is active, please ensure ports [${String(bindPort)} ${String(KUBELET_PORT)}] are open or your cluster may not function correctly`,
        )
      : undefined,
  );
}

/** Checks of the machine itself; `init` knows the version that it deploys, `join` does not yet. */
function hostChecks(criSocket: string, controlPlaneVersion: string | undefined): readonly Check[] {
  return [
    runtime(criSocket),
    ...kernelSwitches,
    ...programs,
    swap,
    kubeletVersion(controlPlaneVersion),
    kubeletService,
  ];
}

function checkIf(inner: Check, applies: (run: KubeadmRun) => boolean): Check {
  return check(inner.name, (run) => (applies(run) ? inner.find(run) : undefined));
}

const kernelSwitches: readonly Check[] = [
  checkIf(
    kernelSwitch('/proc/sys/net/bridge/bridge-nf-call-iptables'),
    (run) => run.profile.preflight.bridgeCheck,
  ),
  kernelSwitch('/proc/sys/net/ipv4/ip_forward'),
];

/** crictl is not needed from 1.31 on, conntrack from 1.32 on; from 1.35 on the list is another one. */
function isNeeded(program: string, minor: number): boolean {
  if (minor >= 35) return ['losetup', 'mount', 'cp'].includes(program);
  if (program === 'losetup' || program === 'cp') return false;
  return program === 'crictl' ? minor < 31 : program === 'conntrack' ? minor < 32 : true;
}

const programs: readonly Check[] = [
  'crictl',
  'conntrack',
  'ip',
  'iptables',
  'mount',
  'nsenter',
  'losetup',
  'cp',
].map((name) => checkIf(programExists(name), (run) => isNeeded(name, run.profile.release.minor)));

function runtime(criSocket: string): Check {
  return check('CRI', ({ host, profile }) => {
    if (runtimeAnswers(host, criSocket)) return undefined;
    return error(
      profile.preflight.grpcRuntimeCheck
        ? `could not connect to the container runtime: failed to create new CRI runtime service: validate service connection: validate CRI v1 runtime API for endpoint "${criSocket}": rpc error: code = Unavailable desc = connection error`
        : `container runtime is not running: output: connect: connect endpoint '${criSocket}': context deadline exceeded\n, error: exit status 1`,
    );
  });
}

/** /proc/swaps holds a header line, then a line for each swap area. */
const swap = check('Swap', ({ host, profile }) => {
  const areas = (host.disk.text('/proc/swaps') ?? '').trim().split('\n').slice(1);
  return areas.length === 0 ? undefined : profile.preflight.swap;
});

function kubeletVersion(controlPlaneVersion: string | undefined): Check {
  return check('KubeletVersion', ({ host, profile }) => {
    const text = host.software['kubelet'];
    if (text === undefined) {
      return error(
        "couldn't get kubelet version: cannot execute 'kubelet --version': executable file not found in $PATH",
      );
    }
    const kubelet = parseRelease(text);
    if (kubelet === undefined)
      return error(`couldn't get kubelet version: couldn't parse ${JSON.stringify(text)}`);
    const plain = text.replace(/^v/, '');
    if (kubelet.minor < profile.release.minor - profile.preflight.oldestKubeletMinorsBehind) {
      return error(`Kubelet version "${plain}" is lower than kubeadm can support. Please upgrade kubelet`);
    }
    const deployed = parseRelease(controlPlaneVersion ?? '');
    if (deployed === undefined || kubelet.minor <= deployed.minor) return undefined;
    return error(
      `the kubelet version is higher than the control plane version. This is not a supported version skew and may lead to a malfunctional cluster. Kubelet version: "${plain}" Control plane version: "${(controlPlaneVersion ?? '').slice(1)}"`,
    );
  });
}

const kubeletService = check('Service-Kubelet', ({ host }) => {
  const unit = host.units.get('kubelet');
  if (unit === undefined) return warning('kubelet service does not exist');
  return unit.enabled
    ? undefined
    : warning("kubelet service is not enabled, please run 'systemctl enable kubelet.service'");
});
