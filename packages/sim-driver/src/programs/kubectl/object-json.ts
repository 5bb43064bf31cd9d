import type { KubeObject } from '../../kubernetes/client.js';
import { isObject } from '../../kubernetes/json.js';
import { apiVersion, resourceOf } from '../../kubernetes/resources.js';
import { formatRfc3339 } from '../../kubernetes/rfc3339.js';

/** Objects never change, so neither does what is shown of one. */
const SHOWN = new WeakMap<KubeObject, unknown>();

/** An object as `kubectl get -o json` shows it, keys in alphabetical order. */
export function objectJson(object: KubeObject): unknown {
  const known = SHOWN.get(object);
  if (known !== undefined) return known;
  const shown = showObject(object);
  SHOWN.set(object, shown);
  return shown;
}

function showObject(object: KubeObject): unknown {
  const metadata = {
    ...(isEmpty(object.annotations) ? {} : { annotations: object.annotations }),
    creationTimestamp: formatRfc3339(object.createdUs),
    ...(isEmpty(object.labels) ? {} : { labels: object.labels }),
    name: object.name,
    ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
    ...(object.owners.length === 0 ? {} : { ownerReferences: object.owners.map(ownerReference) }),
    resourceVersion: String(object.resourceVersion),
    uid: object.uid,
  };
  return sorted({
    ...object.body,
    apiVersion: apiVersion(resourceOf(object.kind)),
    kind: object.kind,
    metadata,
  });
}

/** `kubectl get … -o json` without a name. */
export function listJson(objects: readonly KubeObject[]): unknown {
  return {
    apiVersion: 'v1',
    items: objects.map(objectJson),
    kind: 'List',
    metadata: { resourceVersion: '', selfLink: '' },
  };
}

function ownerReference(owner: KubeObject['owners'][number]): unknown {
  const reference = {
    apiVersion: apiVersion(resourceOf(owner.kind)),
    controller: true,
    kind: owner.kind,
    name: owner.name,
    uid: owner.uid,
  };
  // The kubelet does not set it on mirror pods.
  return owner.kind === 'Node' ? reference : { ...reference, blockOwnerDeletion: true };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) result[key] = sorted(value[key]);
  return result;
}

function isEmpty(record: Readonly<Record<string, string>>): boolean {
  return Object.keys(record).length === 0;
}
