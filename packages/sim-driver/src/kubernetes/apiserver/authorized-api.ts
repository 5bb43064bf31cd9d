import type { Task } from '../../engine/task.js';
import type { KubeClient, KubeObject, KubeResult, NewKubeObject } from '../client.js';
import { asObject } from '../json.js';
import type { KubeFailure } from '../kube-error.js';
import { failed, succeeded } from '../kube-error.js';
import type { Identity } from './authentication.js';
import { refusal } from './authorization.js';
import type { ObjectStore } from './object-store.js';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

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

  get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>> {
    const refused = refusal(this.#identity, 'get', kind, namespace, name);
    return refused === undefined ? this.#store.get(kind, namespace, name) : answered(refused);
  }

  list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>> {
    const refused = refusal(this.#identity, 'list', kind, namespace, undefined);
    return refused === undefined ? this.#store.list(kind, namespace) : answered(refused);
  }

  create(object: NewKubeObject): Task<KubeResult<KubeObject>> {
    const { kind, namespace, name } = object;
    const refused = refusal(this.#identity, 'create', kind, namespace, name);
    return refused === undefined
      ? this.#store.create(withRequestor(object, this.#identity))
      : answered(refused);
  }

  apply(object: NewKubeObject): ReturnType<KubeClient['apply']> {
    const { kind, namespace, name } = object;
    const refused = refusal(this.#identity, 'update', kind, namespace, name);
    return refused === undefined ? this.#store.apply(object) : answered(refused);
  }

  update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>> {
    const refused = refusal(this.#identity, 'update', kind, namespace, name);
    return refused === undefined ? this.#store.update(kind, namespace, name, change) : answered(refused);
  }

  delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>> {
    const refused = refusal(this.#identity, 'delete', kind, namespace, name);
    return refused === undefined ? this.#store.delete(kind, namespace, name) : answered(refused);
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

/** An answer that takes no time. */
function* answered(failure: KubeFailure): Task<KubeFailure> {
  return failure;
}

/** The apiserver itself notes who has asked for a certificate. */
function withRequestor(object: NewKubeObject, { name, groups }: Identity): NewKubeObject {
  if (object.kind !== 'CertificateSigningRequest') return object;
  const spec = { ...asObject(object.body['spec']), username: name, groups };
  return { ...object, body: { ...object.body, spec } };
}
