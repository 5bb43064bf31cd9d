import type { AppliedChange, KeyValue } from '../../etcd/client.js';
import type { KubeChange } from '../api-service.js';
import type { KubeObject } from '../client.js';
import { registryPrefix, resourceOf } from '../resources.js';
import { decodeObject, objectAt } from './object-store.js';

/** All keys of API objects begin with this. */
export const REGISTRY = '/registry/';

/** Every object as the local etcd member has applied it; informers read and watch this, with or without quorum. */
export class WatchCache {
  readonly #objects = new Map<string, KubeObject>();
  /** What was last listed of a kind, by the prefix of its keys; gone with the next change of one of them. */
  readonly #listed = new Map<string, readonly KubeObject[]>();
  readonly #listeners = new Set<(change: KubeChange) => void>();

  /** Takes over a complete listing; watchers see what is different from before. */
  reset(entries: readonly KeyValue[]): void {
    const listed = new Set<string>();
    for (const entry of entries) {
      listed.add(entry.key);
      if (this.#objects.get(entry.key)?.resourceVersion !== entry.modRevision)
        this.#set(entry.key, objectAt(entry));
    }
    for (const key of [...this.#objects.keys()]) if (!listed.has(key)) this.#set(key, undefined);
  }

  applied(change: AppliedChange): void {
    if (!change.key.startsWith(REGISTRY)) return;
    if (change.value === undefined) this.#set(change.key, undefined);
    else this.#set(change.key, decodeObject(change.value, change.revision));
  }

  list(kind: string): readonly KubeObject[] {
    const prefix = registryPrefix(resourceOf(kind));
    const known = this.#listed.get(prefix);
    if (known !== undefined) return known;
    const objects: KubeObject[] = [];
    for (const [key, object] of this.#objects) if (key.startsWith(prefix)) objects.push(object);
    this.#listed.set(prefix, objects);
    return objects;
  }

  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#objects.get(`${registryPrefix(resourceOf(kind), namespace)}${name}`);
  }

  watch(listener: (change: KubeChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #set(key: string, object: KubeObject | undefined): void {
    const previous = this.#objects.get(key);
    if (object === undefined) {
      if (previous === undefined) return;
      this.#objects.delete(key);
    } else {
      // A listing and the change feed overlap.
      if (previous !== undefined && previous.resourceVersion >= object.resourceVersion) return;
      this.#objects.set(key, object);
    }
    this.#listed.delete(key.slice(0, key.indexOf('/', REGISTRY.length) + 1));
    for (const listener of [...this.#listeners]) listener({ object, previous });
  }
}
