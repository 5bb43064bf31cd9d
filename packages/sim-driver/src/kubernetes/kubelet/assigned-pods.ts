import type { Micros } from '../../engine/scheduler.js';
import { complainOfImage } from './image-complaint.js';
import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { KubeApiService, KubeChange } from '../api-service.js';
import type { KubeClient, KubeObject } from '../client.js';
import type { Lifetime } from '../lifetime.js';
import { isCniPod, isMirrorPod, nodeNameOf, podStatus, withPodStatus } from '../pod-object.js';
import { asArray, asString, at } from '../json.js';
import { FIRST_BACK_OFF_US, LONGEST_BACK_OFF_US, canStart } from './image-store.js';
import { nodeAddress, nodeName } from './kubelet-files.js';

export const CNI_CONFIG = '/etc/cni/net.d';
const KNOWN_PLUGINS = /flannel|calico|weave|cilium/i;

type Progress = 'starting' | 'started' | 'published';

interface Entry {
  readonly pod: KubeObject;
  state: Progress;
}

/**
 * Pods that the API assigns to this node (of DaemonSets). They have no processes here; what matters is that they run
 * after a while and that the one of a CNI leaves its configuration in /etc/cni/net.d.
 */
export class AssignedPods {
  readonly #host: Host;
  readonly #lifetime: Lifetime;
  readonly #wake: () => void;
  readonly #progress = new Map<string, Entry>();

  constructor(host: Host, lifetime: Lifetime, wake: () => void) {
    this.#host = host;
    this.#lifetime = lifetime;
    this.#wake = wake;
  }

  /** Takes over what an apiserver has. */
  reset(service: KubeApiService): void {
    const name = nodeName(this.#host);
    const pods = service.cached('Pod').filter((pod) => nodeNameOf(pod) === name);
    const uids = new Set(pods.map((pod) => pod.uid));
    for (const uid of [...this.#progress.keys()]) if (!uids.has(uid)) this.#progress.delete(uid);
    for (const pod of pods) this.#add(pod);
  }

  observe(change: KubeChange): void {
    if (change.object !== undefined) this.#add(change.object);
    else if (change.previous !== undefined) this.#progress.delete(change.previous.uid);
  }

  /** Reports started pods as running; false when a write failed. */
  *publish(client: KubeClient): Task<boolean> {
    if (!this.#anyStarted()) return true;
    for (const entry of [...this.#progress.values()]) {
      if (entry.state !== 'started') continue;
      const { namespace, name } = entry.pod;
      const state = { running: true, ready: true, restarts: 0, hostIp: nodeAddress(this.#host) };
      const status = podStatus(state, this.#host.clock());
      const written = yield* client.update('Pod', namespace, name, (current) =>
        withPodStatus(current, status),
      );
      if (!written.ok && written.error.reason !== 'NotFound') return false;
      entry.state = 'published';
    }
    return true;
  }

  #anyStarted(): boolean {
    for (const { state } of this.#progress.values()) if (state === 'started') return true;
    return false;
  }

  #add(pod: KubeObject): void {
    if (this.#progress.has(pod.uid) || isMirrorPod(pod) || nodeNameOf(pod) !== nodeName(this.#host)) return;
    const entry: Entry = { pod, state: 'starting' };
    this.#progress.set(pod.uid, entry);
    const rng = this.#host.world.rng.stream(`kubelet/${this.#host.name}/assigned-pods`);
    this.#startAfter(millis(rng.integer(2_000, 6_000)), entry, FIRST_BACK_OFF_US);
  }

  #startAfter(delayUs: Micros, entry: Entry, backOffUs: Micros): void {
    this.#lifetime.after(delayUs, () => {
      const { pod } = entry;
      if (this.#progress.get(pod.uid) !== entry) return;
      const image = asString(at(asArray(at(pod.body, 'spec', 'containers'))[0], 'image'));
      if (!canStart(this.#host, image ?? pod.name)) {
        this.#host.world.record('pod.image-missing', this.#host.name, { pod: pod.name });
        complainOfImage(this.#host, image ?? pod.name);
        this.#startAfter(backOffUs, entry, Math.min(2 * backOffUs, LONGEST_BACK_OFF_US));
        return;
      }
      if (isCniPod(pod.name, pod.body['spec'])) this.#installCni(pod);
      entry.state = 'started';
      this.#wake();
    });
  }

  #installCni(pod: KubeObject): void {
    const plugin = KNOWN_PLUGINS.exec(pod.name)?.[0].toLowerCase() ?? pod.owners[0]?.name ?? pod.name;
    const path = `${CNI_CONFIG}/10-${plugin}.conflist`;
    if (this.#host.disk.exists(path)) return;
    this.#host.disk.write(
      path,
      `{"name":"${plugin}","cniVersion":"0.4.0","plugins":[{"type":"${plugin}"}]}\n`,
    );
  }
}

/** Whether the container runtime finds a network configuration. */
export function cniConfigured(host: Host): boolean {
  return host.disk.filesBelow(CNI_CONFIG).some((path) => /\.conf(list)?$/.test(path));
}
