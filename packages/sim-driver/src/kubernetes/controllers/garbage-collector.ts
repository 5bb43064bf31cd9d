import { millis } from '../../engine/scheduler.js';
import type { KubeChange } from '../api-service.js';
import type { KubeObject } from '../client.js';
import type { Controller, ControllerContext } from './controller.js';
import { untilDone } from './controller.js';

/** Kinds whose objects have owners here: kubeadm-certs (a token), mirror pods (a Node), pods of DaemonSets. */
const DEPENDENT_KINDS = ['Secret', 'Pod'];

/** Deletes objects whose owner is gone, one to two seconds later. */
export class GarbageCollector implements Controller {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  observe({ object, previous }: KubeChange): void {
    if (object === undefined && previous !== undefined) this.#ownerGone(previous);
    if (object !== undefined && previous === undefined && object.owners.length > 0) this.#checkOwners(object);
  }

  #ownerGone(owner: KubeObject): void {
    for (const kind of DEPENDENT_KINDS) {
      for (const dependent of this.#context.service.cached(kind)) {
        if (dependent.owners.some(({ uid }) => uid === owner.uid)) this.#collect(dependent);
      }
    }
  }

  /** An object may come after its owner has gone. */
  #checkOwners(object: KubeObject): void {
    if (!this.#ownerExists(object)) this.#collect(object);
  }

  #collect({ kind, namespace, name, uid }: KubeObject): void {
    const { leadership, client, service, host, rng } = this.#context;
    leadership.after(millis(rng.integer(1_000, 2_000)), () => {
      // Written anew meanwhile, it may have another owner.
      const current = service.cached(kind).find((one) => one.uid === uid);
      if (current === undefined || this.#ownerExists(current)) return;
      if (kind === 'Secret') host.world.record('secret.collected', host.name, { name });
      leadership.run(untilDone(() => client.delete(kind, namespace, name)));
    });
  }

  #ownerExists(object: KubeObject): boolean {
    if (object.owners.length === 0) return true;
    return object.owners.some(({ kind, uid }) =>
      this.#context.service.cached(kind).some((owner) => owner.uid === uid),
    );
  }
}
