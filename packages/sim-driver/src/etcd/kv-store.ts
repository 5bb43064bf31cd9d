import type { KeyValue } from './client.js';

/** The keys of one member at its applied index. Revisions count from 1, as in an empty etcd. */
export class KvStore {
  #revision = 1;
  readonly #values = new Map<string, KeyValue>();
  readonly #sortedKeys: string[] = [];

  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): KeyValue | undefined {
    return this.#values.get(key);
  }

  /** In key order. */
  range(prefix: string): readonly KeyValue[] {
    const keys = this.#sortedKeys;
    const result: KeyValue[] = [];
    for (let index = lowerBound(keys, prefix); index < keys.length; index += 1) {
      const key = keys[index];
      if (!key?.startsWith(prefix)) break;
      const value = this.#values.get(key);
      if (value !== undefined) result.push(value);
    }
    return result;
  }

  put(key: string, value: unknown): KeyValue {
    const previous = this.#values.get(key);
    this.#revision += 1;
    const stored: KeyValue = {
      key,
      value,
      createRevision: previous?.createRevision ?? this.#revision,
      modRevision: this.#revision,
      version: (previous?.version ?? 0) + 1,
    };
    this.#values.set(key, stored);
    if (previous === undefined) this.#sortedKeys.splice(lowerBound(this.#sortedKeys, key), 0, key);
    return stored;
  }

  /** The keys that were there; one revision for all of them. */
  delete(key: string, prefix: boolean): readonly string[] {
    const keys = prefix ? this.range(key).map((entry) => entry.key) : this.#values.has(key) ? [key] : [];
    if (keys.length === 0) return keys;
    this.#revision += 1;
    this.#sortedKeys.splice(lowerBound(this.#sortedKeys, keys[0] ?? key), keys.length);
    for (const gone of keys) this.#values.delete(gone);
    return keys;
  }

  clone(): KvStore {
    const copy = new KvStore();
    copy.#revision = this.#revision;
    for (const [key, value] of this.#values) copy.#values.set(key, value);
    copy.#sortedKeys.push(...this.#sortedKeys);
    return copy;
  }
}

function lowerBound(keys: readonly string[], wanted: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const key = keys[middle];
    if (key !== undefined && key < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
