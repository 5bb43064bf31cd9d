import { rememberByText } from '../engine/remember.js';
import type { Micros } from '../engine/scheduler.js';
import { millis, seconds } from '../engine/scheduler.js';
import type { Release } from './release.js';
import { parseRelease } from './release.js';

export type ConfigApiVersion = 'v1beta1' | 'v1beta2' | 'v1beta3' | 'v1beta4';

/** How one operation on etcd is repeated until it works or kubeadm gives up. */
export type EtcdRetry =
  | { readonly kind: 'backoff'; readonly steps: number; readonly firstUs: Micros; readonly factor: number }
  | { readonly kind: 'poll'; readonly everyUs: Micros; readonly timeoutUs: Micros };

/** Everything in which one kubeadm release differs from another, as data. */
export interface VersionProfile {
  readonly release: Release;
  readonly config: {
    readonly reads: readonly ConfigApiVersion[];
    readonly deprecated: readonly ConfigApiVersion[];
    readonly writes: ConfigApiVersion;
    readonly storesClusterStatus: boolean;
    readonly allowsIgnoreAllInFile: boolean;
  };
  readonly order: {
    /** init: static pod manifests are written before the kubelet starts. */
    readonly manifestsBeforeKubelet: boolean;
    /** join: the etcd member is added before the wait for the TLS bootstrap. */
    readonly etcdJoinBeforeBootstrapWait: boolean;
    /** The name `control-plane-join etcd` is accepted; false: unknown to the command. */
    readonly hasControlPlaneJoinEtcd: boolean;
    readonly hasUpdateStatus: boolean;
  };
  readonly etcd: {
    readonly learner: 'never' | 'gate-off' | 'gate-on' | 'always';
    /** A re-run of an etcd join does not recognise its own member (kubeadm: fixed in 1.29.10, 1.30.6, 1.31.2). */
    readonly rerunBug: boolean;
    readonly retry: EtcdRetry;
    readonly promoteTimeoutUs: Micros;
    readonly syncSkipsLearners: boolean;
    /** reset asks to remove member 0 when its own is gone. */
    readonly removesUnknownMember: boolean;
  };
  readonly files: {
    readonly superAdminConf: boolean;
    readonly adminOrganization: string;
    readonly etcdClientOrganization: string | undefined;
    /** kubelet.conf of a control-plane node names its own apiserver. */
    readonly localKubeletServer: boolean;
    readonly instanceConfig: boolean;
    readonly containerRuntimeFlag: boolean;
    readonly defaultCriSocket: string;
    /** Beside Docker's, where kubeadm looks for container runtimes. */
    readonly knownCriSockets: readonly string[];
    /** The kubelet speaks to Docker itself. */
    readonly dockershim: boolean;
    readonly nodeCriSocketAnnotation: boolean;
  };
  readonly cluster: {
    readonly kubeletConfigMap: string;
    readonly imageRepository: string;
    readonly etcdTag: string;
    readonly corednsTag: string;
    readonly pauseTag: string;
    readonly labels: readonly string[];
    readonly taintKeys: readonly string[];
  };
  readonly preflight: {
    readonly manifestsDirOnJoin: boolean;
    readonly swap: { readonly level: 'error' | 'warning'; readonly message: string };
    readonly bridgeCheck: boolean;
    readonly oldestKubeletMinorsBehind: number;
    readonly grpcRuntimeCheck: boolean;
  };
  readonly timing: {
    readonly bootstrapPollUs: Micros;
    readonly apiCallTimeoutUs: { readonly read: Micros; readonly write: Micros; readonly nodePatch: Micros };
    readonly kubeletHealth: 'backoff' | 'deadline';
    readonly podLookup: { readonly tries: number; readonly fallsBackToClusterStatus: boolean };
  };
  readonly text: {
    readonly errorPrefix: string;
    readonly preflightBlockFirst: boolean;
    readonly beforehand: string;
    readonly health: 'apiclient' | 'api-check' | 'control-plane-check';
    readonly kubeletCheckUrl: boolean;
    readonly markLabels: 'quoted' | 'list';
    readonly rbacVerb: 'configured' | 'Configured';
    readonly joinIndent: string;
    readonly joinControlPlaneLead: string;
    readonly readingConfig: readonly string[];
    readonly savesCertsLine: boolean;
    readonly tlsBootstrapEnd: string;
    readonly bootstrapTimeout: string;
    readonly controlPlaneBullet: string;
    readonly tokenApiVersion: string;
    readonly expirationJson: boolean;
    readonly kubeconfigAuthority: string;
    readonly reset: 'classic' | 'classic-short' | 'paragraph';
    readonly resetDeclined: string;
    readonly severalRuntimes: string;
  };
}

/** Rows of [first minor, value]; the last row that the release has reached counts. */
type Since<T> = readonly (readonly [minor: number, value: T])[];

function at<T>(minor: number, first: T, ...rows: Since<T>): T {
  return rows.reduce((value, [since, next]) => (minor >= since ? next : value), first);
}

const MASTER = 'node-role.kubernetes.io/master';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const EXCLUDE = 'node.kubernetes.io/exclude-from-external-load-balancers';

const READS_CLASSIC = [
  '[preflight] Reading configuration from the cluster...',
  "[preflight] FYI: You can look at this config file with 'kubectl -n kube-system get cm kubeadm-config -o yaml'",
];
const READS_NAMED = [
  '[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
  "[preflight] Use 'kubeadm init phase upload-config --config your-config.yaml' to re-upload it.",
];
const READS_KUBEADM = [
  '[preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...',
  "[preflight] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.",
];
const SWAP_V2 =
  'swap is supported for cgroup v2 only; the NodeSwap feature gate of the kubelet is beta but disabled by default';
const SWAP_DOC =
  'swap is supported for cgroup v2 only. The kubelet must be properly configured to use swap. Please refer to https://kubernetes.io/docs/concepts/architecture/nodes/#swap-memory, or disable swap on the node';

/** The profile of a version such as `v1.26.0`; undefined for a text that is no release. */
export const profileOfVersion = rememberByText((version) => {
  const release = parseRelease(version);
  return release === undefined ? undefined : versionProfile(release);
});

/** The profile of a release from 1.20 on; a newer minor than known behaves as the newest known. */
export function versionProfile(release: Release): VersionProfile {
  const { minor } = release;
  const since = <T>(first: T, ...rows: Since<T>): T => at(minor, first, ...rows);
  return {
    release,
    config: {
      reads: since<readonly ConfigApiVersion[]>(
        ['v1beta1', 'v1beta2'],
        [22, ['v1beta2', 'v1beta3']],
        [27, ['v1beta3']],
        [31, ['v1beta3', 'v1beta4']],
      ),
      deprecated: since<readonly ConfigApiVersion[]>(
        ['v1beta1'],
        [22, []],
        [24, ['v1beta2']],
        [27, []],
        [31, ['v1beta3']],
      ),
      writes: since<ConfigApiVersion>('v1beta2', [22, 'v1beta3'], [31, 'v1beta4']),
      storesClusterStatus: since(true, [22, false]),
      allowsIgnoreAllInFile: since(false, [31, true]),
    },
    order: {
      manifestsBeforeKubelet: since(false, [29, true]),
      etcdJoinBeforeBootstrapWait: since(false, [33, true]),
      hasControlPlaneJoinEtcd: since(true, [36, false]),
      hasUpdateStatus: since(true, [33, false]),
    },
    etcd: {
      learner: since<VersionProfile['etcd']['learner']>(
        'never',
        [27, 'gate-off'],
        [29, 'gate-on'],
        [32, 'always'],
      ),
      rerunBug: learnerRerunBug(release),
      retry: since<EtcdRetry>({ kind: 'backoff', steps: 18, firstUs: millis(100), factor: 1.5 }, [
        30,
        { kind: 'poll', everyUs: millis(500), timeoutUs: seconds(120) },
      ]),
      promoteTimeoutUs: seconds(120),
      syncSkipsLearners: since(false, [27, true]),
      removesUnknownMember: since(true, [23, false]),
    },
    files: {
      superAdminConf: since(false, [29, true]),
      adminOrganization: since('system:masters', [29, 'kubeadm:cluster-admins']),
      etcdClientOrganization: since<string | undefined>('system:masters', [29, undefined]),
      localKubeletServer: since(false, [33, true]),
      instanceConfig: since(false, [34, true]),
      containerRuntimeFlag: since(true, [27, false]),
      defaultCriSocket: since('/run/containerd/containerd.sock', [
        24,
        'unix:///var/run/containerd/containerd.sock',
      ]),
      knownCriSockets: since(
        ['/run/containerd/containerd.sock', '/var/run/crio/crio.sock'],
        [
          24,
          [
            'unix:///var/run/containerd/containerd.sock',
            'unix:///var/run/crio/crio.sock',
            'unix:///var/run/cri-dockerd.sock',
          ],
        ],
      ),
      dockershim: since(true, [24, false]),
      nodeCriSocketAnnotation: since(true, [34, false]),
    },
    cluster: {
      kubeletConfigMap: since(`kubelet-config-1.${String(minor)}`, [23, 'kubelet-config']),
      imageRepository: since('k8s.gcr.io', [25, 'registry.k8s.io']),
      etcdTag: etcdTag(release),
      corednsTag: since(
        '1.7.0',
        [21, 'v1.8.0'],
        [23, 'v1.8.6'],
        [25, 'v1.9.3'],
        [28, 'v1.10.1'],
        [29, 'v1.11.1'],
        [33, 'v1.12.0'],
      ),
      pauseTag: since(
        '3.2',
        [21, '3.4.1'],
        [22, '3.5'],
        [23, '3.6'],
        [24, '3.7'],
        [25, '3.8'],
        [26, '3.9'],
        [31, '3.10'],
      ),
      labels: since(
        [MASTER, CONTROL_PLANE],
        [21, [MASTER, CONTROL_PLANE, EXCLUDE]],
        [24, [CONTROL_PLANE, EXCLUDE]],
      ),
      taintKeys: since([MASTER], [24, [MASTER, CONTROL_PLANE]], [25, [CONTROL_PLANE]]),
    },
    preflight: {
      manifestsDirOnJoin: since(true, [23, false]),
      swap: since<VersionProfile['preflight']['swap']>(
        { level: 'error', message: 'running with swap on is not supported. Please disable swap' },
        [
          22,
          {
            level: 'warning',
            message:
              'swap is enabled; production deployments should disable swap unless testing the NodeSwap feature gate of the kubelet',
          },
        ],
        [28, { level: 'warning', message: SWAP_V2 }],
        [31, { level: 'warning', message: SWAP_DOC }],
      ),
      bridgeCheck: since(true, [30, false]),
      oldestKubeletMinorsBehind: since(1, [28, 3]),
      grpcRuntimeCheck: since(false, [32, true]),
    },
    timing: {
      bootstrapPollUs: since(seconds(5), [30, seconds(1)]),
      apiCallTimeoutUs: since({ read: seconds(15), write: seconds(40), nodePatch: seconds(120) }, [
        31,
        { read: seconds(60), write: seconds(60), nodePatch: seconds(60) },
      ]),
      kubeletHealth: since<'backoff' | 'deadline'>('backoff', [30, 'deadline']),
      podLookup: since({ tries: 30, fallsBackToClusterStatus: true }, [
        22,
        { tries: 60, fallsBackToClusterStatus: false },
      ]),
    },
    text: {
      errorPrefix: since('', [34, 'error: ']),
      preflightBlockFirst: since(false, [34, true]),
      beforehand: since('in beforehand', [31, 'beforehand']),
      health: since<VersionProfile['text']['health']>(
        'apiclient',
        [30, 'api-check'],
        [33, 'control-plane-check'],
      ),
      kubeletCheckUrl: since(false, [31, true]),
      markLabels: since<'quoted' | 'list'>('quoted', [21, 'list']),
      rbacVerb: since<'configured' | 'Configured'>('configured', [23, 'Configured']),
      joinIndent: since('    ', [21, '\t']),
      joinControlPlaneLead: since(
        'You can now join any number of the control-plane node running the following command on each as root:',
        [
          34,
          'You can now join any number of control-plane nodes running the following command on each as root:',
        ],
      ),
      readingConfig: since(READS_CLASSIC, [32, READS_NAMED], [34, READS_KUBEADM]),
      savesCertsLine: since(false, [26, true]),
      tlsBootstrapEnd: since('...', [31, '']),
      bootstrapTimeout: since('timed out waiting for the condition', [30, 'context deadline exceeded']),
      controlPlaneBullet: since('Control plane (master) label', [24, 'Control plane label']),
      tokenApiVersion: since('v1alpha1', [23, 'v1alpha2'], [30, 'v1alpha3']),
      expirationJson: since(false, [30, true]),
      kubeconfigAuthority: since('', [22, 'ca']),
      reset: since<VersionProfile['text']['reset']>('classic', [25, 'classic-short'], [33, 'paragraph']),
      severalRuntimes: since('Found multiple CRI sockets, please use --cri-socket to select one', [
        24,
        "found multiple CRI endpoints on the host. Please define which one do you wish to use by setting the 'criSocket' field in the kubeadm configuration file",
      ]),
      resetDeclined: since('aborted reset operation', [
        24,
        "won't proceed; the user didn't answer (Y|y) in order to continue",
      ]),
    },
  };
}

function learnerRerunBug({ minor, patch }: Release): boolean {
  if (minor === 27) return true;
  const fixedIn: Readonly<Record<number, number>> = { 28: 15, 29: 10, 30: 6, 31: 2 };
  const fix = fixedIn[minor];
  return fix !== undefined && patch < fix;
}

/** The etcd image that a release deploys; late patches of 1.32 moved on. */
function etcdTag({ minor, patch }: Release): string {
  if (minor === 32 && patch >= 11) return '3.5.24-0';
  return at(
    minor,
    '3.4.13-0',
    [22, '3.5.0-0'],
    [23, '3.5.1-0'],
    [24, '3.5.3-0'],
    [25, '3.5.4-0'],
    [26, '3.5.6-0'],
    [27, '3.5.7-0'],
    [28, '3.5.9-0'],
    [29, '3.5.10-0'],
    [30, '3.5.12-0'],
    [31, '3.5.15-0'],
    [32, '3.5.16-0'],
    [33, '3.5.21-0'],
    [34, '3.6.4-0'],
    [35, '3.6.6-0'],
    [36, '3.6.8-0'],
  );
}
