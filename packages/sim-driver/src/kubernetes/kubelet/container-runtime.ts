import type { Micros } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { startTask } from '../../engine/task.js';
import { terminateEtcd } from '../../etcd/terminate.js';
import type { Host } from '../../host/host.js';
import type { Process } from '../../host/process.js';
import type { PodManifest } from './pod-manifest.js';
import { ContainerLogs } from './container-logs.js';
import { imageTag } from './pod-manifest.js';

/** A container of a static pod. It outlives the kubelet that started it, not the power of its host. */
export interface Container {
  readonly manifest: PodManifest;
  readonly process: Process;
  readonly startedUs: Micros;
  /** How often it had been started before. */
  readonly restarts: number;
}

/** The containers of a host (containerd): what the kubelet starts and adopts, and what `kubeadm reset` removes. */
export class ContainerRuntime {
  readonly #host: Host;
  readonly #containers = new Map<string, Container>();

  private constructor(host: Host) {
    this.#host = host;
  }

  static readonly #ofHost = new WeakMap<Host, ContainerRuntime>();

  static of(host: Host): ContainerRuntime {
    const existing = ContainerRuntime.#ofHost.get(host);
    if (existing !== undefined) return existing;
    const created = new ContainerRuntime(host);
    ContainerRuntime.#ofHost.set(host, created);
    return created;
  }

  /** The last container of a pod, running or not. */
  get(pod: string): Container | undefined {
    return this.#containers.get(pod);
  }

  /** The last container of each pod, running or not. */
  list(): readonly Container[] {
    return [...this.#containers.values()];
  }

  /** Names of the pods whose containers run, in order of their first start. */
  running(): readonly string[] {
    return [...this.#containers].filter(([, container]) => container.process.alive).map(([pod]) => pod);
  }

  /** Undefined when the image has no such program (the container cannot be created). */
  start(manifest: PodManifest, restarts: number): Container | undefined {
    const world = this.#host.world;
    const program = world.programs[manifest.command[0] ?? ''];
    if (program === undefined) return undefined;
    const onOutput = ContainerLogs.of(this.#host).open(manifest.name, manifest.command[0] ?? '', restarts);
    const process = this.#host.spawn(manifest.command, program, { env: environment(manifest), onOutput });
    const container = { manifest, process, startedUs: world.scheduler.now(), restarts };
    this.#containers.set(manifest.name, container);
    world.record('pod.started', this.#host.name, { pod: manifest.name, restarts });
    process.exited.onSettled(() => {
      const status = process.exited.value;
      world.record('pod.exited', this.#host.name, {
        pod: manifest.name,
        status: status?.kind === 'exit' ? status.code : (status?.signal ?? ''),
      });
    });
    return container;
  }

  /** Stops a pod's container and forgets it. An etcd that leads ends once it has handed over, within a second. */
  remove(pod: string): void {
    const container = this.#containers.get(pod);
    this.#containers.delete(pod);
    if (container?.process.alive === true)
      startTask(this.#host.world.scheduler, terminateEtcd(this.#host, container.process));
  }

  /** As `crictl` does for `kubeadm reset`: it waits for the end of each. */
  *removeAll(): Task<void> {
    for (const [pod, { process }] of [...this.#containers]) {
      this.remove(pod);
      if (process.alive) yield { kind: 'future', future: process.exited };
    }
  }
}

/** The version of the program in an image is its tag: `ETCD_VERSION=3.5.6`, `KUBE_VERSION=v1.26.0`. */
function environment(manifest: PodManifest): Readonly<Record<string, string>> {
  const tag = imageTag(manifest.image);
  return manifest.command[0] === 'etcd' ? { ETCD_VERSION: tag.replace(/-.*$/, '') } : { KUBE_VERSION: tag };
}
