import type { Known, Tri } from '../foundation/tri.js';
import type { HostName, HostRole } from '../spec/cluster-spec.js';
import type { StatusProblem } from './status-problem.js';

/** The minor grows when something is added, the major when something that was there means something else. */
export const STATUS_FORMAT_VERSION = '1.0';

/**
 * How it stands with a cluster, from one look. Plain JSON without secrets. Instants are milliseconds since the Unix epoch on the
 * orchestrator's clock, spans are milliseconds; what was not seen is `unknown` and never taken for good or bad.
 */
export interface ClusterStatus {
  readonly formatVersion: typeof STATUS_FORMAT_VERSION;
  readonly cluster: string;
  /** As the spec wants it; what runs, the hosts say. */
  readonly kubernetesVersion: string;
  readonly atMs: number;
  readonly health: ClusterHealth;
  readonly origin: ClusterOrigin;
  readonly hosts: readonly HostStatus[];
  readonly etcd: EtcdStatus;
  readonly quorum: QuorumStatus;
  readonly endpoint: EndpointStatus;
  /** Every certificate that was read, soonest expiry first. */
  readonly certificates: readonly CertificateStatus[];
  readonly credentials: CredentialStatus;
  /** Most urgent first. */
  readonly problems: readonly StatusProblem[];
}

export type ClusterHealth =
  /** Complete, and nobody has to do anything now. */
  | 'healthy'
  /** It serves, and a person must act. */
  | 'degraded'
  /** There is a cluster and it does not serve, or it cannot be seen whether it does. */
  | 'down'
  | 'none';

export type ClusterOrigin =
  /** No master holds anything of a cluster. */
  | 'none'
  /** An init that never ended. */
  | 'partial'
  /** A cluster of this spec, whether it answers or not. */
  | 'established'
  /** What the hosts hold is not the cluster of this spec, or is more than one. */
  | 'foreign'
  /** A master that may hold a cluster could not be seen. */
  | 'unknown';

export interface HostStatus {
  readonly name: HostName;
  readonly role: Exclude<HostRole, 'jumpbox'>;
  /** On the cluster's own network. */
  readonly address: string;
  readonly reachable: Tri;
  /** Why it was not reached. */
  readonly detail?: string;
  readonly clockOffsetMs?: number;
  /** Masters and workers only, like all below. `null`: the cluster has no such Node. */
  readonly node?: Known<NodeStatus | null>;
  readonly kubelet?: { readonly active: Tri; readonly healthy: Tri };
  readonly versions?: { readonly kubeadm?: string; readonly kubelet?: string };
  /** Masters only: its own apiserver. */
  readonly apiserver?: Tri;
}

export interface NodeStatus {
  readonly ready: Tri;
  readonly reason?: string;
  /** From its labels, without their prefix. */
  readonly roles: readonly string[];
  /** `key:Effect`. */
  readonly taints: readonly string[];
  readonly internalIp?: string;
  readonly kubeletVersion?: string;
}

export interface EtcdStatus {
  /** Not known while no master told its list. */
  readonly members: Known<readonly MemberStatus[]>;
  /** All lists that were told are equal. */
  readonly agreed: Tri;
  readonly alarms: readonly string[];
}

export interface MemberStatus {
  /** Lower-case hex. */
  readonly id: string;
  /** Empty: not started. */
  readonly name: string;
  /** The master of the spec that it belongs to, by its peer URL; absent: a stray member. */
  readonly host?: HostName;
  readonly role: 'voter' | 'learner' | 'unstarted';
  /** A linearizable read went through it. */
  readonly healthy: Tri;
  readonly leader: boolean;
  readonly peerUrls: readonly string[];
}

/** Counted over voters, started or not. Names are those of hosts where the spec knows them. */
export type QuorumStatus =
  /** No member of etcd anywhere. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'held';
      readonly voters: number;
      readonly quorum: number;
      /** Voters that were seen to be healthy. */
      readonly up: readonly string[];
      readonly down: readonly string[];
      /** How many of `up` may fail, any of them. */
      readonly tolerates: number;
    }
  | {
      readonly kind: 'lost';
      readonly voters: number;
      readonly quorum: number;
      /** `assumed`: without quorum etcd does not tell its members; every master that may hold one is counted. */
      readonly counted: 'listed' | 'assumed';
      /** Voters whose process answers, although it can decide nothing. */
      readonly up: readonly string[];
      readonly down: readonly string[];
      /** With these back there is quorum again; switched on in this order. Empty: every master can be reached. */
      readonly powerOnFirst: readonly HostName[];
    };

export interface EndpointStatus {
  readonly address: string;
  readonly balancer:
    | { readonly kind: 'nginx' | 'haproxy'; readonly host: HostName; readonly reachable: Tri }
    | { readonly kind: 'external' | 'none' };
  /** What a load balancer has to choose from. */
  readonly backends: readonly {
    readonly host: HostName;
    readonly address: string;
    /** As seen on the master itself. */
    readonly serves: Tri;
  }[];
  /** Where the way to the endpoint was tried from. */
  readonly sides: readonly EndpointSide[];
  /** Every side that was tried leads there. */
  readonly leads: Tri;
}

export interface EndpointSide {
  readonly from: HostName;
  /** `api`: an apiserver answered. `tcp`: a connection came about, which a load balancer also grants that reaches no master. */
  readonly by: 'api' | 'tcp';
  readonly leads: Tri;
}

export interface CertificateStatus {
  readonly host: HostName;
  /** As kubeadm names it; the kubelet's own is `kubelet-client`. */
  readonly name: string;
  readonly authority: boolean;
  readonly expiresAtMs: number;
  /** Negative: it has expired. */
  readonly leftMs: number;
  /** Whole days that are left, rounded down. */
  readonly daysLeft: number;
  /** When its time begins. Absent: not read. */
  readonly validFromMs?: number;
  /** `expiring`: within `spec.certificates.warnBelow`. `premature`: its time has not come, by the clocks of most hosts. */
  readonly state: 'valid' | 'expiring' | 'premature' | 'expired';
}

export interface CredentialStatus {
  readonly tokens: Known<readonly TokenStatus[]>;
  /** The certificates that a joining master downloads: `null` when none are uploaded. */
  readonly certificateKey: Known<{
    /** Absent: they never expire. 0: their token is gone, and the cluster is about to remove them. */
    readonly leftMs?: number;
    /** Stored empty, so a join with them fails. */
    readonly missing: readonly string[];
  } | null>;
}

export interface TokenStatus {
  /** The public half. */
  readonly id: string;
  readonly description: string;
  /** Absent: it never expires. Negative: it has. */
  readonly leftMs?: number;
  /** Made by this tool for this cluster. */
  readonly own: boolean;
  /** Its expiry ends the uploaded certificates. */
  readonly endsCertificateKey: boolean;
}
