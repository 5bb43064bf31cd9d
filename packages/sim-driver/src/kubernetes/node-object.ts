import type { Micros } from '../engine/scheduler.js';
import type { KubeObject, NewKubeObject } from './client.js';
import { asArray, asObject, asString, at } from './json.js';
import { formatRfc3339 } from './rfc3339.js';

export type ConditionStatus = 'True' | 'False' | 'Unknown';

export interface ReadyState {
  readonly status: ConditionStatus;
  readonly reason: string;
  readonly message: string;
}

export interface Taint {
  readonly key: string;
  readonly effect: string;
  readonly value?: string;
}

export const READY: ReadyState = {
  status: 'True',
  reason: 'KubeletReady',
  message: 'kubelet is posting ready status',
};

export const NO_CNI: ReadyState = {
  status: 'False',
  reason: 'KubeletNotReady',
  message:
    'runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
    'message:network plugin is not ready: cni config uninitialized',
};

export const RUNTIME_DOWN: ReadyState = {
  status: 'False',
  reason: 'KubeletNotReady',
  message: 'container runtime is down',
};

export const SILENT: ReadyState = {
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
};

export interface NodeFacts {
  readonly name: string;
  readonly address: string;
  readonly cpus: number;
  readonly memoryMb: number;
  readonly kubeletVersion: string;
  readonly runtimeVersion: string;
  readonly machineId: string;
  readonly systemUuid: string;
}

/** The Node as a kubelet registers it. */
export function newNode(facts: NodeFacts, ready: ReadyState, nowUs: Micros): NewKubeObject {
  const quantities = { cpu: String(facts.cpus), memory: `${String(facts.memoryMb * 1024)}Ki`, pods: '110' };
  return {
    kind: 'Node',
    name: facts.name,
    labels: {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': facts.name,
      'kubernetes.io/os': 'linux',
    },
    annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    body: {
      spec: {},
      status: {
        addresses: [
          { address: facts.address, type: 'InternalIP' },
          { address: facts.name, type: 'Hostname' },
        ],
        allocatable: quantities,
        capacity: quantities,
        conditions: [
          condition(
            'MemoryPressure',
            'KubeletHasSufficientMemory',
            'kubelet has sufficient memory available',
            nowUs,
          ),
          condition('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure', nowUs),
          condition('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available', nowUs),
          readyCondition(ready, nowUs),
        ],
        daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
        nodeInfo: {
          architecture: 'amd64',
          containerRuntimeVersion: facts.runtimeVersion,
          kubeProxyVersion: facts.kubeletVersion,
          kubeletVersion: facts.kubeletVersion,
          machineID: facts.machineId,
          operatingSystem: 'linux',
          systemUUID: facts.systemUuid,
        },
      },
    },
  };
}

/** What the Node's condition `Ready` says; undefined when it has none. */
export function readyStateOf(node: KubeObject): ReadyState | undefined {
  for (const one of asArray(at(node.body, 'status', 'conditions'))) {
    if (at(one, 'type') !== 'Ready') continue;
    const status = at(one, 'status');
    return {
      status: status === 'True' || status === 'False' ? status : 'Unknown',
      reason: asString(at(one, 'reason')) ?? '',
      message: asString(at(one, 'message')) ?? '',
    };
  }
  return undefined;
}

/** The Node with another condition `Ready`; the transition time moves only when the status does. */
export function withReadyState(node: KubeObject, ready: ReadyState, nowUs: Micros): KubeObject {
  const status = asObject(node.body['status']);
  const conditions = asArray(status['conditions']).map((one) => {
    if (at(one, 'type') !== 'Ready') return one;
    const unchanged = at(one, 'status') === ready.status;
    const since = unchanged ? asString(at(one, 'lastTransitionTime')) : undefined;
    return readyCondition(ready, nowUs, since);
  });
  return { ...node, body: { ...node.body, status: { ...status, conditions } } };
}

export function taintsOf(node: KubeObject): readonly Taint[] {
  return asArray(at(node.body, 'spec', 'taints')).map((taint) => {
    const value = asString(at(taint, 'value'));
    return {
      key: asString(at(taint, 'key')) ?? '',
      effect: asString(at(taint, 'effect')) ?? '',
      ...(value === undefined ? {} : { value }),
    };
  });
}

/** An empty list leaves no `taints` behind, as in the real API. */
export function withTaints(node: KubeObject, taints: readonly Taint[]): KubeObject {
  const { taints: _previous, ...spec } = asObject(node.body['spec']);
  return { ...node, body: { ...node.body, spec: taints.length === 0 ? spec : { ...spec, taints } } };
}

function readyCondition(ready: ReadyState, nowUs: Micros, since?: string): object {
  const now = formatRfc3339(nowUs);
  return {
    lastHeartbeatTime: now,
    lastTransitionTime: since ?? now,
    message: ready.message,
    reason: ready.reason,
    status: ready.status,
    type: 'Ready',
  };
}

function condition(type: string, reason: string, message: string, nowUs: Micros): object {
  const now = formatRfc3339(nowUs);
  return { lastHeartbeatTime: now, lastTransitionTime: now, message, reason, status: 'False', type };
}
