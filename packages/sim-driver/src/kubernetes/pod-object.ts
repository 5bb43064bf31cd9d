import type { Micros } from '../engine/scheduler.js';
import type { KubeObject } from './client.js';
import { asArray, asObject, asString, at } from './json.js';
import { formatRfc3339 } from './rfc3339.js';

export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

export interface PodState {
  readonly running: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  readonly hostIp: string;
}

/** `status` of a pod with one container. */
export function podStatus(state: PodState, nowUs: Micros): Readonly<Record<string, unknown>> {
  return {
    conditions: [{ status: state.ready ? 'True' : 'False', type: 'Ready' }],
    containerStatuses: [{ ready: state.ready, restartCount: state.restarts }],
    hostIP: state.hostIp,
    phase: state.running ? 'Running' : 'Pending',
    podIP: state.hostIp,
    startTime: formatRfc3339(nowUs),
  };
}

export function nodeNameOf(pod: KubeObject): string | undefined {
  return asString(at(pod.body, 'spec', 'nodeName'));
}

export function isMirrorPod(pod: KubeObject): boolean {
  return pod.annotations[MIRROR_ANNOTATION] !== undefined;
}

/** Whether a pod spec brings a CNI to its node: by name, by image, or because it writes to /etc/cni/net.d. */
export function isCniPod(name: string, spec: unknown): boolean {
  const known = /cni|flannel|calico|weave|cilium/i;
  if (known.test(name)) return true;
  const containers = [...asArray(at(spec, 'initContainers')), ...asArray(at(spec, 'containers'))];
  if (containers.some((container) => known.test(asString(at(container, 'image')) ?? ''))) return true;
  return asArray(at(spec, 'volumes')).some((volume) =>
    (asString(at(volume, 'hostPath', 'path')) ?? '').startsWith('/etc/cni/net.d'),
  );
}

/** `status` of the pod with new values, the rest kept. */
export function withPodStatus(pod: KubeObject, status: Readonly<Record<string, unknown>>): KubeObject {
  return { ...pod, body: { ...pod.body, status: { ...asObject(pod.body['status']), ...status } } };
}
