import { rememberLast } from '../../foundation/remember-last.js';
import type { Known, Tri } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { NodeObservation } from '../observation.js';
import { isObject, listIn, objectIn, readJson, stringIn } from './json.js';

/** `kubectl get nodes -o json`. */
export const readNodes = rememberLast((text): Known<readonly NodeObservation[]> => {
  const json = readJson(text);
  if (!json.known) return json;
  const items = isObject(json.value) ? json.value['items'] : undefined;
  if (!Array.isArray(items)) return unknown('no list of nodes');
  const nodes = items.map(readNode);
  const complete = nodes.filter((node) => node !== undefined);
  return complete.length === nodes.length ? known(complete) : unknown('a node without a name');
});

function readNode(item: unknown): NodeObservation | undefined {
  const name = stringIn(objectIn(item, 'metadata'), 'name');
  if (name === undefined) return undefined;
  const status = objectIn(item, 'status');
  const ready = listIn(status, 'conditions').find((condition) => stringIn(condition, 'type') === 'Ready');
  const reason = stringIn(ready, 'reason');
  const internal = listIn(status, 'addresses').find((address) => stringIn(address, 'type') === 'InternalIP');
  const internalIp = stringIn(internal, 'address');
  const kubeletVersion = stringIn(objectIn(status, 'nodeInfo'), 'kubeletVersion');
  return {
    name,
    ready: readCondition(stringIn(ready, 'status')),
    ...(reason === undefined ? {} : { reason }),
    labels: readLabels(objectIn(objectIn(item, 'metadata'), 'labels')),
    taints: listIn(objectIn(item, 'spec'), 'taints').map(
      (taint) => `${stringIn(taint, 'key') ?? ''}:${stringIn(taint, 'effect') ?? ''}`,
    ),
    ...(internalIp === undefined ? {} : { internalIp }),
    ...(kubeletVersion === undefined ? {} : { kubeletVersion }),
  };
}

/** Kubernetes: status Unknown means that the kubelet stopped reporting. */
function readCondition(status: string | undefined): Tri {
  if (status === 'True') return 'yes';
  return status === 'False' ? 'no' : 'unknown';
}

/** `key` alone when the value is empty, as the roles are; else `key=value`. */
function readLabels(labels: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(labels)
    .map(([key, value]) => (typeof value === 'string' && value !== '' ? `${key}=${value}` : key))
    .sort();
}
