import type { Task } from '../engine/task.js';
import type { Service } from '../network/service.js';
import type { Certificate } from '../pki/certificate.js';
import type { KubeClient, KubeCredential, KubeObject, KubeResult } from './client.js';

/** An object came, changed or went; `previous` is what watchers knew of it. */
export interface KubeChange {
  readonly object: KubeObject | undefined;
  readonly previous: KubeObject | undefined;
}

/** What listens on 6443. */
export interface KubeApiService extends Service {
  readonly protocol: 'kube-api';
  /** The serving certificate as of now; the real one reloads it from disk too. */
  certificate(): Certificate | undefined;
  /** The API as this caller may use it, or `Unauthorized`. */
  session(credential: KubeCredential): KubeResult<KubeClient>;
  /** GET of `/readyz`, `/livez`, `/healthz`, each with `?verbose` if wished; nobody is asked who he is. */
  health(path: string): Task<{ readonly status: number; readonly body: string }>;
  /** False from the moment at which etcd stopped answering until it answers again. */
  readonly writable: boolean;
  /** Told when `writable` changes. */
  onWritable(listener: () => void): () => void;
  /** All objects of a kind as the watch cache holds them; what an informer starts from. */
  cached(kind: string): readonly KubeObject[];
  /**
   * All objects of a kind as the etcd member of this host has applied them: what a read gets that does not come from the
   * watch cache, which lags for some seconds when etcd has restarted. Undefined when no member runs here.
   */
  stored(kind: string): readonly KubeObject[] | undefined;
  /** Every later change, in order. Ends silently with the process, as a broken watch does. */
  watch(listener: (change: KubeChange) => void): () => void;
}
