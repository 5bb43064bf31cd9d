import type { Rng } from '../engine/rng.js';
import type { Micros } from '../engine/scheduler.js';
import { millis } from '../engine/scheduler.js';
import { linkName } from './link.js';

/** What a packet on a link has to wait for, drawn for each anew. */
export type LinkDelay = (rng: Rng) => Micros;

/** Linux: the first retransmission of TCP comes after 200 ms, each further one after twice as long. */
const RETRANSMISSION_US = millis(200);
/** A connection whose packets were lost this often in a row sends again after 12.8 s. */
const MOST_LOSSES = 6;

/** Waiting that adds up, link by link. */
export class LinkDelays {
  readonly #delays = new Map<string, Set<LinkDelay>>();
  readonly #rng: () => Rng;

  constructor(rng: () => Rng) {
    this.#rng = rng;
  }

  /** The answer ends this delay, and no other of the same link. */
  add(from: string, to: string, delay: LinkDelay): () => void {
    const link = linkName(from, to);
    // The same function may slow a link twice.
    const own: LinkDelay = (rng) => delay(rng);
    this.#delays.set(link, (this.#delays.get(link) ?? new Set()).add(own));
    return () => {
      const left = this.#delays.get(link);
      left?.delete(own);
      if (left?.size === 0) this.#delays.delete(link);
    };
  }

  /** For the next packet. Draws nothing on a link that nothing slows. */
  next(from: string, to: string): Micros {
    if (this.#delays.size === 0) return 0;
    let us = 0;
    for (const delay of this.#delays.get(linkName(from, to)) ?? []) us += delay(this.#rng());
    return us;
  }

  has(from: string, to: string): boolean {
    return this.#delays.has(linkName(from, to));
  }

  clearAll(): void {
    this.#delays.clear();
  }
}

/** `us` always, and a tail that falls off exponentially with the mean `tailUs`. */
export function delayWithTail(us: Micros, tailUs: Micros): LinkDelay {
  return (rng) => {
    if (tailUs === 0) return us;
    const uniform = (rng.integer(0, 999_999) + 1) / 1_000_000;
    return us + Math.round(-Math.log(uniform) * tailUs);
  };
}

/** Loses so many packets of a hundred. TCP sends each again, hence what is seen of it is time. */
export function packetLoss(percent: number): LinkDelay {
  return (rng) => {
    let us = 0;
    for (let lost = 0; lost < MOST_LOSSES && rng.integer(1, 100) <= percent; lost += 1)
      us += RETRANSMISSION_US * 2 ** lost;
    return us;
  };
}
