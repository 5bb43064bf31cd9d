import type { Micros } from '../engine/scheduler.js';
import type { World } from '../world/world.js';

/** What is wrong with the etcd of a world beyond its hosts and links, for as long as somebody holds it so. */
export class EtcdTroubles {
  readonly #promotionAnswers = new Map<symbol, Micros>();

  static readonly #ofWorld = new WeakMap<World, EtcdTroubles>();

  static of(world: World): EtcdTroubles {
    const existing = EtcdTroubles.#ofWorld.get(world);
    if (existing !== undefined) return existing;
    const created = new EtcdTroubles();
    EtcdTroubles.#ofWorld.set(world, created);
    return created;
  }

  /** A promotion is answered so much later than it takes effect; of several, the longest counts. */
  delayPromotionAnswers(us: Micros): () => void {
    const own = Symbol('promotion');
    this.#promotionAnswers.set(own, us);
    return () => {
      this.#promotionAnswers.delete(own);
    };
  }

  get promotionAnswerUs(): Micros {
    return this.#promotionAnswers.size === 0 ? 0 : Math.max(...this.#promotionAnswers.values());
  }
}
