import type { Host } from '../../host/host.js';

/**
 * What the kubelet of a host will refuse. A refused static pod is not looked at again until its manifest changes or the
 * kubelet is restarted (kubelet: "Failed to admit pod", while its node's status is not there yet).
 */
export class PodAdmission {
  readonly #next = new Set<string>();

  static readonly #ofHost = new WeakMap<Host, PodAdmission>();

  static of(host: Host): PodAdmission {
    const existing = PodAdmission.#ofHost.get(host);
    if (existing !== undefined) return existing;
    const created = new PodAdmission();
    PodAdmission.#ofHost.set(host, created);
    return created;
  }

  /** The next manifest of this pod that appears is refused, once. `pod` is its name without the host's. */
  refuseNext(pod: string): void {
    this.#next.add(pod);
  }

  admits(pod: string): boolean {
    return !this.#next.delete(pod);
  }
}
