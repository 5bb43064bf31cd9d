import type { Task } from '../engine/task.js';
import type { KubeClient, KubeObject, KubeResult, NewKubeObject } from './client.js';

/** The same API, each request passed through `send`. */
export abstract class ForwardingApi implements KubeClient {
  readonly #api: KubeClient;

  constructor(api: KubeClient) {
    this.#api = api;
  }

  protected abstract send<T>(request: Task<KubeResult<T>>): Task<KubeResult<T>>;

  get(kind: string, namespace: string | undefined, name: string): Task<KubeResult<KubeObject>> {
    return this.send(this.#api.get(kind, namespace, name));
  }

  list(kind: string, namespace?: string): Task<KubeResult<readonly KubeObject[]>> {
    return this.send(this.#api.list(kind, namespace));
  }

  create(object: NewKubeObject): Task<KubeResult<KubeObject>> {
    return this.send(this.#api.create(object));
  }

  apply(object: NewKubeObject): ReturnType<KubeClient['apply']> {
    return this.send(this.#api.apply(object));
  }

  update(
    kind: string,
    namespace: string | undefined,
    name: string,
    change: (object: KubeObject) => KubeObject,
  ): Task<KubeResult<KubeObject>> {
    return this.send(this.#api.update(kind, namespace, name, change));
  }

  delete(kind: string, namespace: string | undefined, name: string): Task<KubeResult<undefined>> {
    return this.send(this.#api.delete(kind, namespace, name));
  }

  raw(path: string): Task<KubeResult<string>> {
    return this.send(this.#api.raw(path));
  }
}
