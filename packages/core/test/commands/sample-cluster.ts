import type { Command } from '../../src/commands/command.js';
import { EVERY_ASPECT } from '../../src/commands/command.js';
import type { LoweringContext } from '../../src/commands/lowering-context.js';
import { Secret } from '../../src/foundation/secret.js';
import { PREPARATION_ITEMS } from '../../src/preparation/preparation-item.js';
import type { PreparationSpec } from '../../src/spec/preparation-spec.js';
import type { ClusterSpec, HostRole, HostSpec } from '../../src/spec/cluster-spec.js';

export const TOKEN = 'abcdef.0123456789abcdef';
export const CERTIFICATE_KEY = '29fee42e8d6a3663895106e68ad798fc8a4398102c849b5b82585d6ef8fb5e0c';
export const CA_CERT_HASH = 'sha256:e73a248668360f0c59316405c9b3ff5a039b2e2d2ad80c68592b88b7a917120c';
export const NOW_MS = 1_795_300_000_000;

export const SAMPLE_PREPARATION: PreparationSpec = {
  hostsFile: true,
  containerRuntime: { cniBinDir: '/opt/cni/bin' },
  repository: {
    kind: 'deb',
    uri: 'https://pkgs.k8s.io/core:/stable:/v1.26/deb/',
    suite: '/',
    components: [],
    trusted: false,
    key: { kind: 'url', url: 'https://pkgs.k8s.io/core:/stable:/v1.26/deb/Release.key' },
  },
  kubernetesPackages: { version: '1.26.0-*' },
  loadBalancerPackages: ['nginx', 'libnginx-mod-stream'],
  etcdClientPackage: 'etcd-client',
  installTimeoutMs: 900_000,
};

function host(name: string, role: HostRole, advertiseAddress: string): HostSpec {
  return { name, role, ssh: { address: advertiseAddress, port: 22 }, advertiseAddress };
}

export function sampleSpec(overrides: Partial<ClusterSpec> = {}): ClusterSpec {
  return {
    name: 'lab',
    kubernetesVersion: 'v1.26.0',
    controlPlaneEndpoint: { host: '192.168.56.4', port: 6443 },
    networking: { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12', dnsDomain: 'cluster.local' },
    etcd: { kind: 'stacked' },
    loadBalancer: { kind: 'nginx', host: 'proxy' },
    cni: { kind: 'manifest', source: 'cni.yaml', content: 'apiVersion: v1\nkind: List\nitems: []\n' },
    hosts: [
      host('jumpbox', 'jumpbox', '192.168.56.3'),
      host('proxy', 'load-balancer', '192.168.56.4'),
      host('master1', 'control-plane', '192.168.56.5'),
      host('master2', 'control-plane', '192.168.56.6'),
      host('master3', 'control-plane', '192.168.56.7'),
      host('node1', 'worker', '192.168.56.8'),
    ],
    ignorePreflightErrors: [],
    credentials: { tokenTtlMs: 86_400_000, keep: false },
    preparation: SAMPLE_PREPARATION,
    certificates: { warnBelowMs: 30 * 86_400_000 },
    budgets: {
      joinAttempts: 3,
      joinTimeoutMs: 900_000,
      initTimeoutMs: 600_000,
      settleMs: 120_000,
      blockedPatienceMs: 600_000,
      maxClockSkewMs: 1_000,
    },
    assumeNew: false,
    ...overrides,
  };
}

export interface SampleSecrets {
  readonly token: string;
  readonly certificateKey: string;
}

export function sampleContext(
  overrides: Partial<ClusterSpec> = {},
  { token, certificateKey }: SampleSecrets = { token: TOKEN, certificateKey: CERTIFICATE_KEY },
): LoweringContext {
  const vault = {
    'bootstrap-token': new Secret('bootstrap-token', token),
    'certificate-key': new Secret('certificate-key', certificateKey),
  };
  return {
    spec: sampleSpec(overrides),
    secret: (name) => vault[name],
    caCertHash: CA_CERT_HASH,
    nowMs: NOW_MS,
  };
}

const ALL_HOSTS = ['jumpbox', 'proxy', 'master1', 'master2', 'master3', 'node1'];

/** One of every kind, keyed by kind so that a new kind does not compile until it is here. */
export const SAMPLE_COMMANDS: {
  readonly [Kind in Command['kind']]: Extract<Command, { readonly kind: Kind }>;
} = {
  observe: { kind: 'observe', hosts: ALL_HOSTS, aspects: EVERY_ASPECT },
  wait: { kind: 'wait', ms: 5_000, reason: 'the new member starts' },
  'prepare-host': { kind: 'prepare-host', host: 'master1', items: PREPARATION_ITEMS.slice(0, 10) },
  'configure-load-balancer': { kind: 'configure-load-balancer', host: 'proxy' },
  'prove-endpoint': { kind: 'prove-endpoint', from: ['master1', 'node1'] },
  'probe-api': { kind: 'probe-api', hosts: ['master1', 'master2'] },
  initialise: { kind: 'initialise', host: 'master1' },
  'finish-initialise': { kind: 'finish-initialise', host: 'master1' },
  'mint-credentials': { kind: 'mint-credentials', via: 'master1', token: true, certificateKey: true },
  'revoke-credentials': { kind: 'revoke-credentials', via: 'master1', tokenIds: ['abcdef', '9aj78s'] },
  'apply-cni': { kind: 'apply-cni', via: 'master1' },
  'join-control-plane': { kind: 'join-control-plane', host: 'master2' },
  'finish-join': { kind: 'finish-join', host: 'master2' },
  'promote-learner': { kind: 'promote-learner', memberId: '3f1f3c49740f857d', via: 'master1' },
  'remove-member': { kind: 'remove-member', memberId: 'bed8af945f48d423', via: 'master1' },
  'delete-node': { kind: 'delete-node', node: 'master3', via: 'master1' },
  'restart-kubelet': { kind: 'restart-kubelet', host: 'master3' },
  'reset-host': { kind: 'reset-host', host: 'master3' },
  'join-worker': { kind: 'join-worker', host: 'node1' },
};
