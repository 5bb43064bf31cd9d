import { rememberPer } from '../foundation/remember-per.js';
import type { PreparationSpec } from './preparation-spec.js';

/**
 * A cluster as the rest of the program sees it: validated, every default filled in, plain JSON.
 * The document that people write is in schema.ts; parse.ts turns one into the other.
 */
export type HostName = string;

export type HostRole = 'jumpbox' | 'load-balancer' | 'control-plane' | 'worker';

export interface HostSpec {
  readonly name: HostName;
  readonly role: HostRole;
  readonly ssh: { readonly address: string; readonly port: number; readonly user?: string };
  /** The address that the cluster uses: apiserver, etcd peers, kubelet node-ip. Differs from the SSH address in general. */
  readonly advertiseAddress: string;
}

export type LoadBalancerSpec =
  /** Configured by us on a host of role load-balancer. */
  | { readonly kind: 'nginx' | 'haproxy'; readonly host: HostName }
  /** Somebody else's; only its path is proven. */
  | { readonly kind: 'external' };

export type CniSpec =
  /** `source` is a path or URL as written; `content` is filled in by whoever can read files, and shipped to the host. */
  | { readonly kind: 'manifest'; readonly source: string; readonly content?: string }
  | { readonly kind: 'none' };

export interface BudgetSpec {
  /** How often a control-plane or worker join may be started per host. */
  readonly joinAttempts: number;
  /** Longest time one `kubeadm join` may take; credentials must be valid for longer than this when it starts. */
  readonly joinTimeoutMs: number;
  readonly initTimeoutMs: number;
  /** How long to wait for something that heals by itself (a member that starts, a node that gets ready). */
  readonly settleMs: number;
  /** How long a blocked run keeps looking for the reason to go away before it gives up. */
  readonly blockedPatienceMs: number;
  readonly maxClockSkewMs: number;
}

export interface ClusterSpec {
  readonly name: string;
  /** For example `v1.26.0`. */
  readonly kubernetesVersion: string;
  /** What every kubeconfig points at. With one master and no load balancer, that master. */
  readonly controlPlaneEndpoint: { readonly host: string; readonly port: number };
  readonly networking: {
    readonly podSubnet: string;
    readonly serviceSubnet: string;
    readonly dnsDomain: string;
  };
  readonly etcd: { readonly kind: 'stacked' };
  readonly loadBalancer?: LoadBalancerSpec;
  readonly cni: CniSpec;
  readonly hosts: readonly HostSpec[];
  readonly criSocket?: string;
  readonly imageRepository?: string;
  readonly ignorePreflightErrors: readonly string[];
  readonly credentials: {
    readonly tokenTtlMs: number;
    /** Leave token and uploaded certificates in place at the end. */
    readonly keep: boolean;
  };
  /** Absent: hosts are prepared by somebody else. */
  readonly preparation?: PreparationSpec;
  readonly certificates: { readonly warnBelowMs: number };
  readonly budgets: BudgetSpec;
  /** The operator states that no host holds a cluster yet: an unreachable master does not block init. */
  readonly assumeNew: boolean;
}

/** Every decision asks for the hosts of a role, most several times. */
const hostsByRole = rememberPer(({ hosts }: ClusterSpec): Readonly<Record<HostRole, readonly HostSpec[]>> => {
  const of = (role: HostRole): readonly HostSpec[] => hosts.filter((host) => host.role === role);
  return {
    jumpbox: of('jumpbox'),
    'load-balancer': of('load-balancer'),
    'control-plane': of('control-plane'),
    worker: of('worker'),
  };
});

export function hostsOf(spec: ClusterSpec, role: HostRole): readonly HostSpec[] {
  return hostsByRole(spec)[role];
}

export function runsKubelet({ role }: HostSpec): boolean {
  return role === 'control-plane' || role === 'worker';
}

export function hostNamed(spec: ClusterSpec, name: HostName): HostSpec {
  const host = spec.hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new Error(`no host ${name} in cluster ${spec.name}`);
  return host;
}
