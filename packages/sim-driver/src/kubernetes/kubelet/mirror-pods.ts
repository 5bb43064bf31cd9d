import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { KubeApiService } from '../api-service.js';
import type { KubeClient, KubeObject, NewKubeObject } from '../client.js';
import type { Lifetime } from '../lifetime.js';
import type { PodState } from '../pod-object.js';
import { MIRROR_ANNOTATION, isMirrorPod, nodeNameOf, podStatus, withPodStatus } from '../pod-object.js';
import { nodeAddress, nodeName } from './kubelet-files.js';
import type { StaticPod, StaticPods } from './static-pods.js';

/** Startup probes run every 10 s: a container is ready no sooner. */
const READY_AFTER_US = seconds(10);

/** The manifest and the state of a mirror; without a state it is a former kubelet's. */
interface Mirror {
  readonly namespace: string;
  readonly text: string;
  readonly state?: PodState;
}

/** Shows the static pods of a node in the API, as `<pod>-<node>` in the namespace of the manifest. */
export class MirrorPods {
  readonly #host: Host;
  readonly #lifetime: Lifetime;
  readonly #pods: StaticPods;
  readonly #wake: () => void;
  /** What the API was last told, by pod name. */
  readonly #published = new Map<string, Mirror>();
  readonly #settling = new Set<number>();

  constructor(host: Host, lifetime: Lifetime, pods: StaticPods, wake: () => void) {
    this.#host = host;
    this.#lifetime = lifetime;
    this.#pods = pods;
    this.#wake = wake;
  }

  /** Brings the API up to date; false when a write failed. */
  *publish(client: KubeClient, node: KubeObject): Task<boolean> {
    const present: string[] = [];
    for (const pod of this.#pods.list()) {
      const name = `${pod.manifest.name}-${nodeName(this.#host)}`;
      present.push(name);
      const state = this.#stateOf(pod);
      if (this.#isPublished(name, pod, state)) continue;
      if (!(yield* this.#publishOne(client, node, name, pod, state))) return false;
    }
    for (const { name, namespace } of this.#without(present)) {
      const deleted = yield* client.delete('Pod', namespace, name);
      if (!deleted.ok && deleted.error.reason !== 'NotFound') return false;
      this.#published.delete(name);
    }
    return true;
  }

  /** Mirrors whose pods are gone. */
  #without(present: readonly string[]): readonly { readonly name: string; readonly namespace: string }[] {
    const gone: { readonly name: string; readonly namespace: string }[] = [];
    this.#published.forEach(({ namespace }, name) => {
      if (!present.includes(name)) gone.push({ name, namespace });
    });
    return gone;
  }

  /** Mirrors that an apiserver shows, also those of a former kubelet: they are brought up to date or removed. */
  adopt(service: KubeApiService): void {
    const node = nodeName(this.#host);
    for (const pod of service.cached('Pod')) {
      if (!isMirrorPod(pod) || nodeNameOf(pod) !== node || this.#published.has(pod.name)) continue;
      this.#published.set(pod.name, { namespace: pod.namespace ?? 'default', text: '' });
    }
  }

  /** Somebody deleted a pod of this node; true when it was a mirror, which is made anew. */
  deleted(pod: KubeObject): boolean {
    return isMirrorPod(pod) && this.#published.delete(pod.name);
  }

  #isPublished(name: string, pod: StaticPod, state: PodState): boolean {
    const known = this.#published.get(name);
    return known?.text === pod.manifest.text && known.state !== undefined && isSame(known.state, state);
  }

  *#publishOne(
    client: KubeClient,
    node: KubeObject,
    name: string,
    pod: StaticPod,
    state: PodState,
  ): Task<boolean> {
    const { namespace, text } = pod.manifest;
    const known = this.#published.get(name);
    const status = podStatus(state, this.#host.clock());
    const written =
      known?.text === text
        ? yield* client.update('Pod', namespace, name, (current) => withPodStatus(current, status))
        : yield* client.apply(mirrorOf(pod, name, node, status));
    if (!written.ok) {
      if (written.error.reason === 'NotFound') this.#published.delete(name);
      return false;
    }
    this.#published.set(name, { namespace, text, state });
    return true;
  }

  #stateOf(pod: StaticPod): PodState {
    const { container, restarts } = pod;
    const hostIp = nodeAddress(this.#host);
    if (container === undefined) return { running: restarts > 0, ready: false, restarts, hostIp };
    const readyInUs = container.startedUs + READY_AFTER_US - this.#host.world.scheduler.now();
    if (readyInUs > 0 && !this.#settling.has(container.process.pid)) {
      this.#settling.add(container.process.pid);
      this.#lifetime.after(readyInUs, () => {
        this.#settling.delete(container.process.pid);
        this.#wake();
      });
    }
    return { running: true, ready: readyInUs <= 0, restarts, hostIp };
  }
}

/** Where the pod runs is not told again. */
function isSame(a: PodState, b: PodState): boolean {
  return a.running === b.running && a.ready === b.ready && a.restarts === b.restarts;
}

function mirrorOf(
  pod: StaticPod,
  name: string,
  node: KubeObject,
  status: Readonly<Record<string, unknown>>,
): NewKubeObject {
  const { manifest } = pod;
  return {
    kind: 'Pod',
    namespace: manifest.namespace,
    name,
    labels: manifest.labels,
    annotations: {
      ...manifest.annotations,
      'kubernetes.io/config.source': 'file',
      [MIRROR_ANNOTATION]: 'static',
    },
    owners: [{ kind: 'Node', name: node.name, uid: node.uid }],
    body: {
      spec: {
        containers: [{ name: manifest.name, image: manifest.image, command: manifest.command }],
        hostNetwork: true,
        nodeName: node.name,
      },
      status,
    },
  };
}
