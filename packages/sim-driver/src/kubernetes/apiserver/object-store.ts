import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { EtcdClient, EtcdError, KeyValue } from '../../etcd/client.js';
import type { KubeObject, KubeResult, NewKubeObject } from '../client.js';
import type { KubeFailure } from '../kube-error.js';
import { alreadyExists, conflict, failed, notFound, succeeded } from '../kube-error.js';
import type { Resource } from '../resources.js';
import { registryPrefix, resourceOf } from '../resources.js';

/** Admission of a namespaced object asks for its quota first and gives up after this long without etcd. */
const QUOTA_TIMEOUT_US = seconds(10);

export interface StoreContext {
  readonly etcd: EtcdClient;
  readonly clock: () => Micros;
  readonly newUid: () => string;
  readonly writable: () => boolean;
  /** Told of every failure that a lost quorum explains. */
  readonly onFailure: () => void;
}

/** API objects as immutable values in etcd under `/registry/<plural>/[<namespace>/]<name>`. */
export class ObjectStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  *get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>> {
    const resource = resourceOf(kind);
    const answer = yield* this.#context.etcd.get(keyOf(resource, namespace, name));
    if (!answer.ok) return this.#failure(answer.error);
    return answer.value === undefined ? notFound(resource, name) : succeeded(objectAt(answer.value));
  }

  *list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>> {
    const answer = yield* this.#context.etcd.range(registryPrefix(resourceOf(kind), namespace));
    if (!answer.ok) return this.#failure(answer.error);
    return succeeded(answer.value.map(objectAt));
  }

  *create(object: NewKubeObject): Task<KubeResult<KubeObject>> {
    const resource = resourceOf(object.kind);
    if (object.namespace !== undefined && !this.#context.writable()) {
      yield* sleep(QUOTA_TIMEOUT_US);
      if (!this.#context.writable()) {
        return failed('InternalError', 'Internal error occurred: resource quota evaluation timed out');
      }
    }
    const stored: KubeObject = {
      kind: object.kind,
      ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
      name: object.name,
      uid: this.#context.newUid(),
      createdUs: this.#context.clock(),
      resourceVersion: 0,
      labels: object.labels ?? {},
      annotations: object.annotations ?? {},
      owners: object.owners ?? [],
      body: object.body,
    };
    const answer = yield* this.#context.etcd.put(keyOf(resource, object.namespace, object.name), stored, {
      ifModRevision: 0,
    });
    if (answer.ok) return succeeded(decodeObject(stored, answer.value.revision));
    if (answer.error.code === 'FailedPrecondition') return alreadyExists(resource, object.name);
    return this.#failure(answer.error);
  }

  *apply(
    object: NewKubeObject,
  ): Task<KubeResult<{ readonly object: KubeObject; readonly created: boolean }>> {
    const created = yield* this.create(object);
    if (created.ok) return succeeded({ object: created.value, created: true });
    if (created.error.reason !== 'AlreadyExists') return created;
    const updated = yield* this.update(object.kind, object.namespace, object.name, (current) => ({
      ...current,
      labels: object.labels ?? current.labels,
      annotations: object.annotations ?? current.annotations,
      owners: object.owners ?? current.owners,
      body: object.body,
    }));
    return updated.ok ? succeeded({ object: updated.value, created: false }) : updated;
  }

  *update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>> {
    const resource = resourceOf(kind);
    const current = yield* this.get(kind, namespace, name);
    if (!current.ok) return current;
    const changed = change(current.value);
    if (changed === current.value) return current;
    const answer = yield* this.#context.etcd.put(keyOf(resource, namespace, name), changed, {
      ifModRevision: current.value.resourceVersion,
    });
    if (answer.ok) return succeeded(decodeObject(changed, answer.value.revision));
    if (answer.error.code === 'FailedPrecondition') return conflict(resource, name);
    return this.#failure(answer.error);
  }

  *delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>> {
    const resource = resourceOf(kind);
    const answer = yield* this.#context.etcd.delete(keyOf(resource, namespace, name));
    if (!answer.ok) return this.#failure(answer.error);
    return answer.value.deleted === 0 ? notFound(resource, name) : succeeded(undefined);
  }

  #failure(error: EtcdError): KubeFailure {
    this.#context.onFailure();
    // A call that ran into the apiserver's own deadline reads like etcd's.
    if (error.code === 'DeadlineExceeded') return failed('Timeout', 'etcdserver: request timed out');
    return failed(error.message.includes('timed out') ? 'Timeout' : 'InternalError', error.message);
  }
}

/** The object that stands at a key. */
export function objectAt({ value, modRevision }: KeyValue): KubeObject {
  return decodeObject(value, modRevision);
}

/** Stored values never change, and every member of etcd holds the same ones: each is decoded once a revision. */
const DECODED = new WeakMap<KubeObject, KubeObject>();

/** A stored value as an object; its resource version is the revision of its key. */
export function decodeObject(value: unknown, revision: number): KubeObject {
  const stored = value as KubeObject;
  const known = DECODED.get(stored);
  if (known?.resourceVersion === revision) return known;
  const decoded = withRevision(stored, revision);
  DECODED.set(stored, decoded);
  return decoded;
}

/** Written out: whatever became of an object, those who read it meet two shapes, and a spread would copy field by field. */
function withRevision(stored: KubeObject, resourceVersion: number): KubeObject {
  const { kind, namespace, name, uid, createdUs, labels, annotations, owners, body } = stored;
  return namespace === undefined
    ? { kind, name, uid, createdUs, resourceVersion, labels, annotations, owners, body }
    : { kind, namespace, name, uid, createdUs, resourceVersion, labels, annotations, owners, body };
}

function keyOf(resource: Resource, namespace: string | undefined, name: string): string {
  return `${registryPrefix(resource, namespace)}${name}`;
}
