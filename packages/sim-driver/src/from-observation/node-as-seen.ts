import type { NodeObservation } from '@quorate/core';
import type { KubeObject, NewKubeObject } from '../kubernetes/client.js';
import { asObject } from '../kubernetes/json.js';
import type { ReadyState } from '../kubernetes/node-object.js';
import {
  newNode,
  NO_CNI,
  READY,
  SILENT,
  taintsOf,
  withReadyState,
  withTaints,
} from '../kubernetes/node-object.js';

/** The Node of the finished cluster, or a new one, with the labels, taints, address and readiness that were seen. */
export function nodeAsSeen(seen: NodeObservation, finished: KubeObject | undefined): KubeObject {
  const { name, labels, taints, internalIp, kubeletVersion } = seen;
  const base = finished ?? stranger(seen);
  const known = taintsOf(base);
  const tainted = withTaints(
    { ...base, labels: Object.fromEntries(labels.map(entryOf)) },
    taints.map((text) => {
      const at = text.lastIndexOf(':');
      const taint = { key: text.slice(0, at), effect: text.slice(at + 1) };
      return known.find(({ key, effect }) => key === taint.key && effect === taint.effect) ?? taint;
    }),
  );
  const status = asObject(tainted.body['status']);
  const nodeInfo = {
    ...asObject(status['nodeInfo']),
    ...(kubeletVersion === undefined ? {} : { kubeletVersion }),
  };
  const addresses =
    internalIp === undefined
      ? status['addresses']
      : [
          { address: internalIp, type: 'InternalIP' },
          { address: name, type: 'Hostname' },
        ];
  const described = { ...tainted, body: { ...tainted.body, status: { ...status, nodeInfo, addresses } } };
  return withReadyState(described, readyState(seen), base.createdUs);
}

function entryOf(label: string): readonly [string, string] {
  const at = label.indexOf('=');
  return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)];
}

function readyState({ ready, reason }: NodeObservation): ReadyState {
  const usual = ready === 'yes' ? READY : ready === 'no' ? NO_CNI : SILENT;
  return reason === undefined ? usual : { ...usual, reason };
}

/** A Node of a host that the specification does not have. */
function stranger({ name, internalIp = '', kubeletVersion = '' }: NodeObservation): KubeObject {
  const node: NewKubeObject = newNode(
    {
      name,
      address: internalIp,
      cpus: 2,
      memoryMb: 4096,
      kubeletVersion,
      runtimeVersion: 'containerd://1.7.2',
      machineId: '',
      systemUuid: '',
    },
    SILENT,
    0,
  );
  return {
    ...node,
    uid: `seen-${name}`,
    createdUs: 0,
    resourceVersion: 0,
    labels: node.labels ?? {},
    annotations: node.annotations ?? {},
    owners: [],
  };
}
