import { rememberPer } from '../../engine/remember.js';
import type { KubeObject } from '../../kubernetes/client.js';
import { isObject } from '../../kubernetes/json.js';
import { apiVersion, resourceOf } from '../../kubernetes/resources.js';
import { formatRfc3339 } from '../../kubernetes/rfc3339.js';

/** An object as `kubectl get -o json` shows it, keys in alphabetical order. */
export function objectJson(object: KubeObject): unknown {
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
  const { body, kind } = object;
  return sorted({ apiVersion: apiVersion(resourceOf(kind)), kind, metadata, ...body });
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

/** By its first object the list that was printed last: who looks at a cluster at rest gets the very same text again. */
const PRINTED_LIST = new WeakMap<KubeObject, PrintedList>();
const INDENT = 4;
const EMPTY_LIST = JSON.stringify(listJson([]), undefined, INDENT);
const [BEFORE_ITEMS = '', AFTER_ITEMS = ''] = EMPTY_LIST.split('[]');
const BEFORE_ITEM = '[\n    [';
const AFTER_ITEM = '\n    ]\n]';

interface PrintedList {
  readonly objects: readonly KubeObject[];
  readonly text: string;
}

/** {@link objectJson} as it is printed, with the end of its line: the same text as `JSON.stringify(…, undefined, 4)`. */
export const objectText = rememberPer(
  (object: KubeObject) => `${JSON.stringify(objectJson(object), undefined, INDENT)}\n`,
);

/** {@link listJson} as it is printed, with the end of its line. */
export function listText(objects: readonly KubeObject[]): string {
  const [first] = objects;
  if (first === undefined) return `${EMPTY_LIST}\n`;
  const known = PRINTED_LIST.get(first);
  if (known !== undefined && areTheSame(known.objects, objects)) return known.text;
  let items = '';
  for (const object of objects) items += `${items === '' ? '' : ','}${itemText(object)}`;
  const text = `${BEFORE_ITEMS}[${items}\n    ]${AFTER_ITEMS}\n`;
  PRINTED_LIST.set(first, { objects, text });
  return text;
}

function areTheSame(some: readonly KubeObject[], others: readonly KubeObject[]): boolean {
  return some.length === others.length && some.every((object, index) => object === others[index]);
}

/** Two levels deep, as in the list; around it stand two brackets, each on a line of its own. */
const itemText = rememberPer((object: KubeObject) =>
  JSON.stringify([[objectJson(object)]], undefined, INDENT).slice(BEFORE_ITEM.length, -AFTER_ITEM.length),
);

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

/** The value with the keys of its objects in order; most are written in order, and stay as they are. */
function sorted(value: unknown): unknown {
  if (isInOrder(value)) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) result[key] = sorted(value[key]);
  return result;
}

function isInOrder(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isInOrder);
  if (!isObject(value)) return true;
  let before = '';
  for (const key of Object.keys(value)) {
    if (key < before || !isInOrder(value[key])) return false;
    before = key;
  }
  return true;
}

function isEmpty(record: Readonly<Record<string, string>>): boolean {
  return Object.keys(record).length === 0;
}
