import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep } from '../../engine/task.js';
import type { World } from '../../world/world.js';
import { EtcdSuspicion } from '../etcd-suspicion.js';
import type { Lifetime } from '../lifetime.js';

const RETRY_US = seconds(2);

/**
 * Whether the Lease takes a renewal. An etcd that is out of space answers all reads, so that its apiserver looks healthy: then,
 * and as long as it fails, a renewal is really written.
 */
export class LeaseWrites {
  #refused = false;

  constructor(world: World, lifetime: Lifetime, renew: () => Task<boolean>, changed: () => void) {
    let trying = false;
    const attempts = function* (this: LeaseWrites): Task<void> {
      do {
        yield* sleep(RETRY_US);
        const refused = !(yield* renew());
        if (refused === this.#refused) continue;
        this.#refused = refused;
        changed();
      } while (this.#refused);
    };
    const stop = EtcdSuspicion.of(world).onSuspect((doubt) => {
      if (doubt !== 'space' || trying) return;
      trying = true;
      lifetime.run(attempts.call(this)).result.onSettled(() => {
        trying = false;
      });
    });
    lifetime.onEnd(stop);
  }

  get refused(): boolean {
    return this.#refused;
  }
}
