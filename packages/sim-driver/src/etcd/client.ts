import type { Task } from '../engine/task.js';
import type { Micros } from '../engine/scheduler.js';
import type { Service } from '../network/service.js';
import type { CredentialSource } from './credentials.js';

/** A failure as a gRPC client of etcd sees it; `message` is the exact text, for example `etcdserver: unhealthy cluster`. */
export interface EtcdError {
  readonly code:
    | 'Unavailable'
    | 'DeadlineExceeded'
    | 'FailedPrecondition'
    | 'NotFound'
    | 'InvalidArgument'
    | 'ResourceExhausted'
    | 'OutOfRange'
    | 'Unknown';
  readonly message: string;
  /** The request may have been, or may yet be, applied. */
  readonly ambiguous: boolean;
}

export type EtcdResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EtcdError };

/** Values are immutable JSON; members share them by reference. */
export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

export interface EtcdMember {
  /** Lower-case hex, no leading zeros. */
  readonly id: string;
  /** Empty: not started. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly learner: boolean;
}

export interface EtcdStatus {
  readonly clusterId: string;
  readonly memberId: string;
  readonly version: string;
  readonly dbSize: number;
  /** Empty: no leader. */
  readonly leaderId: string;
  readonly raftTerm: number;
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
  readonly revision: number;
  readonly learner: boolean;
  readonly errors: readonly string[];
}

/** What a client can ask of the member(s) behind its endpoints. Time passes as it does with the real one. */
export interface EtcdClient {
  get(key: string, options?: { readonly serializable?: boolean }): Task<EtcdResult<KeyValue | undefined>>;
  range(prefix: string, options?: { readonly serializable?: boolean }): Task<EtcdResult<readonly KeyValue[]>>;
  /** With `ifModRevision` the put happens only if the key still stands there (0: absent); else code FailedPrecondition. */
  put(
    key: string,
    value: unknown,
    options?: { readonly ifModRevision?: number },
  ): Task<EtcdResult<{ readonly revision: number }>>;
  delete(key: string): Task<EtcdResult<{ readonly deleted: number }>>;
  memberList(): Task<EtcdResult<readonly EtcdMember[]>>;
  memberAdd(
    peerUrls: readonly string[],
    options: { readonly learner: boolean },
  ): Task<EtcdResult<{ readonly member: EtcdMember; readonly members: readonly EtcdMember[] }>>;
  memberRemove(id: string): Task<EtcdResult<readonly EtcdMember[]>>;
  memberPromote(id: string): Task<EtcdResult<readonly EtcdMember[]>>;
  /** Of one endpoint; needs no quorum. */
  status(endpoint: string): Task<EtcdResult<EtcdStatus>>;
  moveLeader(targetId: string): Task<EtcdResult<undefined>>;
}

export interface EtcdClientOptions {
  /** For example `https://127.0.0.1:2379`; tried in turn as the real balancer does. */
  readonly endpoints: readonly string[];
  /** Whole-call time-out of the client (etcdctl: 5 s; kubeadm: 2 s per call). */
  readonly timeoutUs: Micros;
  /** Without: whatever the server asks for. */
  readonly credentials?: CredentialSource;
}

/** A change as applied by one member, in log order. */
export interface AppliedChange {
  readonly key: string;
  /** Undefined: deleted. */
  readonly value: unknown;
  readonly revision: number;
}

/** What listens on 2379. The apiserver of the same host also hangs its watches here. */
export interface EtcdClientService extends Service {
  readonly protocol: 'etcd-client';
  /** The member has published itself; before, it takes connections and answers nothing on them. */
  readonly serves: boolean;
  onApplied(listener: (change: AppliedChange) => void): () => void;
  /** The keys that the member has applied, for an outside observer: no time passes. Undefined: it has not started yet. */
  applied(prefix: string): readonly KeyValue[] | undefined;
}
