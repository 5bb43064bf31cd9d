import type { Task } from '../../engine/task.js';
import type { KubeClient, KubeObject, KubeResult, NewKubeObject } from '../client.js';
import { asObject } from '../json.js';
import { failed, succeeded } from '../kube-error.js';
import type { Identity } from './authentication.js';
import { refusal } from './authorization.js';
import type { ObjectStore } from './object-store.js';

type RawAnswer = { readonly status: number; readonly body: string };

/** The API as one caller may use it. */
export class AuthorizedApi implements KubeClient {
  readonly #identity: Identity;
  readonly #store: ObjectStore;
  readonly #health: (path: string) => Task<RawAnswer>;

  constructor(identity: Identity, store: ObjectStore, health: (path: string) => Task<RawAnswer>) {
    this.#identity = identity;
    this.#store = store;
    this.#health = health;
  }

  *get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>> {
    return (
      refusal(this.#identity, 'get', kind, namespace, name) ?? (yield* this.#store.get(kind, namespace, name))
    );
  }

  *list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>> {
    return (
      refusal(this.#identity, 'list', kind, namespace, undefined) ??
      (yield* this.#store.list(kind, namespace))
    );
  }

  *create(object: NewKubeObject): Task<KubeResult<KubeObject>> {
    const { kind, namespace, name } = object;
    const refused = refusal(this.#identity, 'create', kind, namespace, name);
    return refused ?? (yield* this.#store.create(withRequestor(object, this.#identity)));
  }

  *apply(
    object: NewKubeObject,
  ): Task<KubeResult<{ readonly object: KubeObject; readonly created: boolean }>> {
    const { kind, namespace, name } = object;
    return refusal(this.#identity, 'update', kind, namespace, name) ?? (yield* this.#store.apply(object));
  }

  *update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>> {
    const refused = refusal(this.#identity, 'update', kind, namespace, name);
    return refused ?? (yield* this.#store.update(kind, namespace, name, change));
  }

  *delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>> {
    const refused = refusal(this.#identity, 'delete', kind, namespace, name);
    return refused ?? (yield* this.#store.delete(kind, namespace, name));
  }

  *raw(path: string): Task<KubeResult<string>> {
    const answer = yield* this.#health(path);
    if (answer.status === 200) return succeeded(answer.body);
    if (answer.status === 404) return failed('NotFound', 'the server could not find the requested resource');
    const quoted = answer.body.trimEnd().replaceAll('\n', '\\n');
    return failed(
      'InternalError',
      `an error on the server ("${quoted}") has prevented the request from succeeding`,
    );
  }
}

/** The apiserver itself notes who has asked for a certificate. */
function withRequestor(object: NewKubeObject, { name, groups }: Identity): NewKubeObject {
  if (object.kind !== 'CertificateSigningRequest') return object;
  const spec = { ...asObject(object.body['spec']), username: name, groups };
  return { ...object, body: { ...object.body, spec } };
}
