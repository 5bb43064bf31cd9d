import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import { runtimeEndpoint } from './kubelet-files.js';
import { runtimeAnswers } from './runtime-socket.js';

/** Between attempts of the kubelet to pull an image, or to start a container: twice as long each time. */
export const FIRST_BACK_OFF_US = seconds(10);
export const LONGEST_BACK_OFF_US = seconds(300);

const IMAGES = '/var/lib/containerd/images';
/** A name server that does not answer is asked twice, 5 s each (resolv.conf: `timeout`, `attempts`). */
const LOOK_UP_US = seconds(10);

/** Why an image could not be pulled. */
export type PullTrouble = 'no-registry' | 'no-space';

/** The images on the disk of a host, and whether and how soon it can get others. */
export class ImageStore {
  readonly #host: Host;
  readonly #outages = new Set<symbol>();
  readonly #slowness = new Map<symbol, Micros>();

  private constructor(host: Host) {
    this.#host = host;
  }

  static readonly #ofHost = new WeakMap<Host, ImageStore>();

  static of(host: Host): ImageStore {
    const existing = ImageStore.#ofHost.get(host);
    if (existing !== undefined) return existing;
    const created = new ImageStore(host);
    ImageStore.#ofHost.set(host, created);
    return created;
  }

  /** The registries cannot be reached from here until the answer is called. */
  loseRegistries(): () => void {
    const own = Symbol('outage');
    this.#outages.add(own);
    return () => {
      this.#outages.delete(own);
    };
  }

  /** Each image takes this much longer to come, until the answer is called; of several, the longest counts. */
  slowDown(byUs: Micros): () => void {
    const own = Symbol('slowness');
    this.#slowness.set(own, byUs);
    return () => {
      this.#slowness.delete(own);
    };
  }

  /** False: it is not here and could not be pulled. */
  pull(image: string): boolean {
    return this.#has(image) || this.#store(image) === undefined;
  }

  /** {@link pull} in the time that it takes. What is cut off half-way begins anew: containerd keeps whole layers only. */
  *pullInTime(image: string): Task<PullTrouble | undefined> {
    if (this.#has(image)) return undefined;
    yield* sleep(this.#outages.size > 0 ? LOOK_UP_US : Math.max(0, ...this.#slowness.values()));
    return this.#store(image);
  }

  #has(image: string): boolean {
    return this.#host.disk.exists(pathOf(image));
  }

  #store(image: string): PullTrouble | undefined {
    const { disk } = this.#host;
    if (this.#outages.size > 0) return 'no-registry';
    if (!disk.condition.hasRoomFor(pathOf(image))) return 'no-space';
    disk.write(pathOf(image), '');
    return undefined;
  }
}

function pathOf(image: string): string {
  return `${IMAGES}/${image}`;
}

/** A container needs a runtime that starts it, its image, and room on the disk for what it writes. */
export function canStart(host: Host, image: string): boolean {
  return (
    runtimeAnswers(host, runtimeEndpoint(host)) &&
    !host.disk.condition.full &&
    ImageStore.of(host).pull(image)
  );
}
