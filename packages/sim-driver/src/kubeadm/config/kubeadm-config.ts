import type { Micros } from '../../engine/scheduler.js';

export interface ExtraArg {
  readonly name: string;
  readonly value: string;
}

export type EtcdConfig =
  | {
      readonly kind: 'local';
      readonly dataDir: string;
      readonly imageRepository?: string;
      readonly imageTag?: string;
      readonly extraArgs: readonly ExtraArg[];
      readonly serverCertSans: readonly string[];
      readonly peerCertSans: readonly string[];
    }
  | {
      readonly kind: 'external';
      readonly endpoints: readonly string[];
      readonly caFile: string;
      readonly certFile: string;
      readonly keyFile: string;
    };

/** What the whole cluster shares; lies in ConfigMap kube-system/kubeadm-config. */
export interface ClusterConfiguration {
  /** `v1.20.2`. */
  readonly kubernetesVersion: string;
  readonly clusterName: string;
  /** `host:port`; absent: the cluster cannot take further control-plane nodes. */
  readonly controlPlaneEndpoint?: string;
  readonly certificatesDir: string;
  readonly imageRepository: string;
  readonly serviceSubnet: string;
  readonly podSubnet?: string;
  readonly dnsDomain: string;
  readonly apiServerCertSans: readonly string[];
  readonly extraArgs: {
    readonly apiServer: readonly ExtraArg[];
    readonly controllerManager: readonly ExtraArg[];
    readonly scheduler: readonly ExtraArg[];
  };
  readonly etcd: EtcdConfig;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly certificateLifetimeUs: Micros;
  readonly authorityLifetimeUs: Micros;
  readonly controlPlaneTimeoutUs: Micros;
}

/** What belongs to one host; never stored in the cluster. */
export interface NodeRegistration {
  readonly name: string;
  readonly criSocket: string;
  /** Neither file nor flags name one: kubeadm looks for it. */
  readonly criSocketIsGuessed: boolean;
  /** `key:Effect`; undefined: the default taint of a control-plane node. */
  readonly taints: readonly string[] | undefined;
  readonly kubeletExtraArgs: readonly ExtraArg[];
}

export interface LocalEndpoint {
  readonly advertiseAddress: string;
  readonly bindPort: number;
}

export interface TokenRequest {
  /** `id.secret`; absent: kubeadm makes one. */
  readonly token?: string;
  readonly description: string;
  /** 0: never expires. */
  readonly ttlUs: Micros;
  readonly usages: readonly string[];
  readonly groups: readonly string[];
}

export interface InitConfiguration {
  readonly cluster: ClusterConfiguration;
  readonly node: NodeRegistration;
  readonly local: LocalEndpoint;
  readonly bootstrapTokens: readonly TokenRequest[];
  readonly certificateKey?: string;
  readonly skipPhases: readonly string[];
  readonly ignorePreflightErrors: readonly string[];
  /** Neither file nor flags name a version: kubeadm asks the internet. */
  readonly versionIsGuessed: boolean;
}

export interface JoinDiscovery {
  /** `host:port`. */
  readonly endpoint: string;
  /** `id.secret`. */
  readonly token: string;
  readonly caCertHashes: readonly string[];
  readonly unsafeSkipCaVerification: boolean;
}

export interface JoinConfiguration {
  readonly discovery: JoinDiscovery | undefined;
  readonly node: NodeRegistration;
  /** Absent: a worker. */
  readonly controlPlane?: LocalEndpoint & { readonly certificateKey?: string };
  readonly skipPhases: readonly string[];
  readonly ignorePreflightErrors: readonly string[];
  readonly timeouts: { readonly discoveryUs: Micros; readonly tlsBootstrapUs: Micros };
}

/** `host` of `host:port`. */
export function endpointHost(endpoint: string): string {
  return endpoint.replace(/:\d+$/, '');
}

/** The first address of the service subnet: what pods call the apiserver. */
export function firstServiceAddress(serviceSubnet: string): string {
  return nthAddress(serviceSubnet, 1);
}

/** The tenth address of the service subnet. */
export function dnsAddress(serviceSubnet: string): string {
  return nthAddress(serviceSubnet, 10);
}

function nthAddress(subnet: string, n: number): string {
  const bytes = (subnet.split('/', 1)[0] ?? '').split('.').map(Number);
  let value = bytes.reduce((total, byte) => total * 256 + byte, 0) + n;
  const result: number[] = [];
  for (let index = 0; index < 4; index += 1) {
    result.unshift(value % 256);
    value = Math.floor(value / 256);
  }
  return result.join('.');
}
