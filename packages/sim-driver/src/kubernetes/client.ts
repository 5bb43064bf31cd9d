import type { Micros } from '../engine/scheduler.js';
import type { Task } from '../engine/task.js';

/** An API object. `body` holds everything beside the metadata (data, spec, status) as immutable JSON. */
export interface KubeObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  /** On the apiserver's clock. */
  readonly createdUs: Micros;
  readonly resourceVersion: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  readonly body: Readonly<Record<string, unknown>>;
}

export type NewKubeObject = Pick<KubeObject, 'kind' | 'name' | 'body'> &
  Partial<Pick<KubeObject, 'namespace' | 'labels' | 'annotations' | 'owners'>>;

/** As client-go sees it; `message` is the text that kubectl and kubeadm print. */
export interface KubeError {
  readonly reason:
    | 'NotFound'
    | 'AlreadyExists'
    | 'Conflict'
    | 'Unauthorized'
    | 'Forbidden'
    | 'Timeout'
    | 'InternalError'
    | 'ConnectionRefused'
    | 'NoRoute'
    | 'DialTimeout'
    | 'Eof'
    | 'Certificate';
  readonly message: string;
}

export type KubeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: KubeError };

/** How the caller authenticates: a client certificate (PEM, as in a kubeconfig), a bootstrap token, or not at all. */
export type KubeCredential =
  | { readonly kind: 'certificate'; readonly pem: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'anonymous' };

export interface KubeClientOptions {
  /** For example `https://192.168.56.4:6443`. */
  readonly server: string;
  readonly credential: KubeCredential;
  /** PEM of the CA that the server must be signed by; absent: not verified. */
  readonly caPem?: string;
  readonly timeoutUs?: Micros;
}

export interface KubeClient {
  get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>>;
  list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>>;
  create(object: NewKubeObject): Task<KubeResult<KubeObject>>;
  /** Create or update. */
  apply(object: NewKubeObject): Task<KubeResult<{ readonly object: KubeObject; readonly created: boolean }>>;
  /** Read, change, write with a conflict check (retried by the caller). */
  update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>>;
  delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>>;
  /** GET of a raw path such as `/readyz?verbose`. */
  raw(path: string): Task<KubeResult<string>>;
}
