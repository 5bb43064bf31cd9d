import { millis, seconds } from '../../engine/scheduler.js';
import type { Micros, Timer } from '../../engine/scheduler.js';
import type { Rng } from '../../engine/rng.js';
import type { Host } from '../../host/host.js';
import type { Lifetime } from '../lifetime.js';
import type { Container } from './container-runtime.js';
import { ContainerRuntime } from './container-runtime.js';
import { complainOfImage } from './image-complaint.js';
import { FIRST_BACK_OFF_US, LONGEST_BACK_OFF_US, canStart } from './image-store.js';
import { LivenessMonitor } from './liveness-monitor.js';
import { PodAdmission } from './pod-admission.js';
import type { PodManifest } from './pod-manifest.js';
import { parsePodManifest } from './pod-manifest.js';

const MANIFESTS = '/etc/kubernetes/manifests';
/** A container that ran this long starts again from the first back-off. */
const BACK_OFF_RESET_US = seconds(600);
/** The kubelet notices that a container has ended when it lists them again. */
const RELIST_US = seconds(1);

/** A static pod as the kubelet sees it. */
export interface StaticPod {
  readonly manifest: PodManifest;
  /** Absent: not started yet, or waiting for its back-off. */
  readonly container?: Container;
  readonly restarts: number;
}

interface Slot {
  manifest: PodManifest;
  restarts: number;
  /** Until the next start. None for the first one after a crash (kubelet: a back-off begins with the crash that it is for). */
  backOffUs: Micros;
  timer: Timer | undefined;
}

/** Runs what lies in the manifests directory: starts, restarts with back-off, stops. Only while its kubelet lives. */
export class StaticPods {
  readonly #host: Host;
  readonly #lifetime: Lifetime;
  readonly #runtime: ContainerRuntime;
  readonly #liveness: LivenessMonitor;
  readonly #rng: Rng;
  #listener: () => void = () => undefined;
  readonly #slots = new Map<string, Slot>();
  readonly #parsed = new Map<string, PodManifest>();
  readonly #watched = new Set<number>();

  constructor(host: Host, lifetime: Lifetime) {
    this.#host = host;
    this.#lifetime = lifetime;
    this.#runtime = ContainerRuntime.of(host);
    this.#liveness = new LivenessMonitor(host, lifetime, (container) => {
      host.kill(container.process, 'SIGTERM');
    });
    this.#rng = host.world.rng.stream(`kubelet/${host.name}/static-pods`);
    lifetime.onEnd(
      host.disk.watch(`${MANIFESTS}/`, () => {
        this.#sync();
      }),
    );
    this.#sync();
    for (const pod of this.#runtime.running()) if (!this.#slots.has(pod)) this.#runtime.remove(pod);
  }

  /** Told after every change of {@link list}. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  list(): readonly StaticPod[] {
    return [...this.#slots.values()].map(({ manifest, restarts }) => {
      const container = this.#runtime.get(manifest.name);
      return container?.process.alive === true && container.manifest.text === manifest.text
        ? { manifest, restarts, container }
        : { manifest, restarts };
    });
  }

  #sync(): void {
    const found = new Map<string, PodManifest>();
    for (const path of this.#host.disk.filesBelow(MANIFESTS)) {
      const manifest = this.#read(path);
      if (manifest !== undefined) found.set(manifest.name, manifest);
    }
    for (const [name, slot] of [...this.#slots]) if (!found.has(name)) this.#drop(name, slot);
    for (const manifest of found.values()) this.#want(manifest);
  }

  /** Parsed once for each text. */
  #read(path: string): PodManifest | undefined {
    const text = this.#host.disk.text(path) ?? '';
    const known = this.#parsed.get(path);
    if (known?.text === text) return known;
    const manifest = parsePodManifest(text);
    if (manifest !== undefined) this.#parsed.set(path, manifest);
    return manifest;
  }

  #want(manifest: PodManifest): void {
    const slot = this.#slots.get(manifest.name);
    if (slot?.manifest.text === manifest.text) return;
    const container = this.#runtime.get(manifest.name);
    const adopted = container?.process.alive === true && container.manifest.text === manifest.text;
    if (!adopted) this.#runtime.remove(manifest.name);
    this.#lifetime.cancel(slot?.timer);
    const fresh: Slot = {
      manifest,
      restarts: adopted ? container.restarts : 0,
      backOffUs: 0,
      timer: undefined,
    };
    this.#slots.set(manifest.name, fresh);
    if (adopted) this.#follow(fresh, container);
    else if (PodAdmission.of(this.#host).admits(manifest.name))
      this.#startAfter(fresh, millis(this.#rng.integer(2_000, 5_000)));
    else this.#host.world.record('pod.refused', this.#host.name, { pod: manifest.name });
    this.#listener();
  }

  #drop(name: string, slot: Slot): void {
    this.#lifetime.cancel(slot.timer);
    this.#slots.delete(name);
    this.#runtime.remove(name);
    this.#listener();
  }

  #startAfter(slot: Slot, delayUs: Micros): void {
    slot.timer = this.#lifetime.after(delayUs, () => {
      slot.timer = undefined;
      if (!canStart(this.#host, slot.manifest.image)) {
        this.#host.world.record('pod.image-missing', this.#host.name, { pod: slot.manifest.name });
        complainOfImage(this.#host, slot.manifest.image);
        this.#startAfter(slot, this.#backOff(slot, FIRST_BACK_OFF_US));
        return;
      }
      const container = this.#runtime.start(slot.manifest, slot.restarts);
      if (container === undefined) return;
      this.#follow(slot, container);
      this.#listener();
    });
  }

  #backOff(slot: Slot, shortestUs: Micros): Micros {
    const delayUs = Math.max(slot.backOffUs, shortestUs);
    slot.backOffUs = Math.min(Math.max(slot.backOffUs * 2, FIRST_BACK_OFF_US), LONGEST_BACK_OFF_US);
    return delayUs;
  }

  #follow(slot: Slot, container: Container): void {
    if (this.#watched.has(container.process.pid)) return;
    this.#watched.add(container.process.pid);
    this.#liveness.follow(container);
    container.process.exited.onSettled(() => {
      this.#watched.delete(container.process.pid);
      if (this.#lifetime.ended || this.#slots.get(slot.manifest.name) !== slot) return;
      if (this.#host.world.scheduler.now() - container.startedUs >= BACK_OFF_RESET_US) slot.backOffUs = 0;
      slot.restarts += 1;
      this.#startAfter(slot, this.#backOff(slot, RELIST_US));
      this.#listener();
    });
  }
}
