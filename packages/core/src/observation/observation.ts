import type { Known, Tri } from '../foundation/tri.js';
import type { HostPreparation } from '../preparation/host-preparation.js';
import type { HostName } from '../spec/cluster-spec.js';
import type { HostCapacity, PathObservation } from './host-capacity.js';

/**
 * What was seen, by whom, when. Plain JSON, no secrets. `unknown` is a value of its own everywhere.
 * All instants are milliseconds since the Unix epoch on the orchestrator's clock unless a name says otherwise.
 */
export interface Observation {
  readonly hosts: Readonly<Record<HostName, HostObservation>>;
  readonly cluster: ClusterObservation;
}

export interface HostObservation {
  readonly host: HostName;
  readonly atMs: number;
  readonly reachable: Tri;
  /** Why not, as the driver said it. */
  readonly detail?: string;
  readonly identity?: HostIdentity;
  /** Host clock minus orchestrator clock. */
  readonly clockOffsetMs?: number;
  readonly versions?: { readonly kubeadm?: string; readonly kubelet?: string };
  readonly kubelet?: KubeletObservation;
  /** A kubeadm process is still running (a join whose answer was lost goes on). */
  readonly kubeadmRunning: Tri;
  /** Files under /etc/kubernetes and /var/lib/etcd/member, full paths, sorted. Absent when not observable. */
  readonly files?: readonly string[];
  /** SHA-256 fingerprint of /etc/kubernetes/pki/ca.crt; `none` when there is no such file. */
  readonly caFingerprint?: string;
  /** Masters that have admin.conf only. The apiserver on this host, by its advertise address. */
  readonly apiReady?: Tri;
  /** The API through the control-plane endpoint as seen from this host. */
  readonly apiReadyViaEndpoint?: Tri;
  /** Masters with an etcd manifest only. */
  readonly etcd?: EtcdView;
  readonly certificates?: Known<readonly CertificateObservation[]>;
  /** Only where the spec asks for preparation. */
  readonly preparation?: HostPreparation;
  /** What the machine brings along. Absent: not asked. */
  readonly capacity?: HostCapacity;
  /** Ways from this host to others, each as it was last probed. Absent: none was. */
  readonly paths?: readonly PathObservation[];
}

export interface KubeletObservation {
  /** `systemctl is-active kubelet`. */
  readonly active: Tri;
  /** Its healthz on 127.0.0.1:10248. */
  readonly healthy: Tri;
  /** Its client certificate is at the place to which kubelet.conf points after a TLS bootstrap. Absent: not told. */
  readonly hasCertificate?: Tri;
}

export interface HostIdentity {
  /** By the clock of the orchestrator. Absent: as good as never. */
  readonly readAtMs?: number;
  readonly hostname: string;
  readonly machineId?: string;
  readonly productUuid?: string;
  readonly addresses: readonly string[];
}

export interface CertificateObservation {
  /** As kubeadm names it: `apiserver`, `etcd-peer`, `admin.conf`, `ca`; and `kubelet-client`. */
  readonly name: string;
  readonly authority: boolean;
  /** When its time begins. Absent: not read, as of the client certificates within kubeconfigs. */
  readonly validFromMs?: number;
  readonly expiresAtMs: number;
}

/** etcd as the member on one host tells it; views of different hosts can differ. */
export interface EtcdView {
  readonly members: Known<readonly MemberObservation[]>;
  /** A linearizable read went through this member. */
  readonly healthy: Tri;
  /** Hex id of this member and of the leader it follows. */
  readonly memberId?: string;
  readonly leaderId?: string;
  readonly alarms: Known<readonly string[]>;
}

export interface MemberObservation {
  /** Lower-case hex. */
  readonly id: string;
  /** Empty: not started. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly learner: boolean;
}

export interface ClusterObservation {
  readonly atMs: number;
  /** The master through whose apiserver it was read; absent when none answered. */
  readonly via?: HostName;
  readonly nodes: Known<readonly NodeObservation[]>;
  readonly tokens: Known<readonly TokenObservation[]>;
  /**
   * Token ids whose signature stands in cluster-info: only these can be used to join (kubeadm: BootstrapSigner). `null` when there
   * is no ConfigMap kube-public/cluster-info to be signed.
   */
  readonly signedTokenIds: Known<readonly string[] | null>;
  /** Secret kubeadm-certs: `null` when there is none. */
  readonly uploadedCertificates: Known<UploadedCertificates | null>;
  /** DaemonSet kube-proxy and Deployment coredns in kube-system: the last work of init. Absent: not asked. */
  readonly addons?: Known<{ readonly kubeProxy: boolean; readonly coreDns: boolean }>;
  /** ConfigMap kubeadm-config; both fields absent when it was seen not to exist. Absent: not asked. */
  readonly recorded?: Known<{ readonly endpoint?: string; readonly kubernetesVersion?: string }>;
}

export interface NodeObservation {
  readonly name: string;
  readonly ready: Tri;
  readonly reason?: string;
  readonly labels: readonly string[];
  /** `key:Effect`. */
  readonly taints: readonly string[];
  readonly internalIp?: string;
  readonly kubeletVersion?: string;
}

export interface TokenObservation {
  /** The public half; the secret half is never observed. */
  readonly id: string;
  readonly description: string;
  /** Absent: never expires. */
  readonly expiresAtMs?: number;
  readonly usages: readonly string[];
}

export interface UploadedCertificates {
  /** Token whose expiry deletes the Secret (kubeadm: proxy token, 2 h). */
  readonly ownerTokenId?: string;
  /** Entries stored empty: missing on the master that uploaded. */
  readonly emptyEntries: readonly string[];
}
