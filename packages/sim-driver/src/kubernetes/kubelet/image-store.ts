import { seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';

/** Between attempts of the kubelet to pull an image, or to start a container: twice as long each time. */
export const FIRST_BACK_OFF_US = seconds(10);
export const LONGEST_BACK_OFF_US = seconds(300);

const IMAGES = '/var/lib/containerd/images';

/** The images on the disk of a host, and whether it can get others. */
export class ImageStore {
  readonly #host: Host;
  readonly #outages = new Set<symbol>();

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

  /** False: it is not here and could not be pulled. */
  pull(image: string): boolean {
    const { disk } = this.#host;
    const path = `${IMAGES}/${image}`;
    if (disk.exists(path)) return true;
    if (this.#outages.size > 0 || !disk.condition.hasRoomFor(path)) return false;
    disk.write(path, '');
    return true;
  }
}

/** A container needs its image, and room on the disk for what it writes. */
export function canStart(host: Host, image: string): boolean {
  return !host.disk.condition.full && ImageStore.of(host).pull(image);
}
