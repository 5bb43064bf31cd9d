import type { Cure } from './fault.js';

interface Held {
  readonly holders: Set<symbol>;
  readonly restore: () => void;
}

const HELD = new WeakMap<object, Map<string, Held>>();

/**
 * One of the faults that hold the same thing of an owner in a bad state. The last one to let go restores it, in the way of the
 * first: it alone saw the good state.
 */
export function hold(owner: object, what: string, restore: () => void): Cure {
  const ofOwner = HELD.get(owner) ?? new Map<string, Held>();
  HELD.set(owner, ofOwner);
  const held = ofOwner.get(what) ?? { holders: new Set<symbol>(), restore };
  ofOwner.set(what, held);
  const own = Symbol(what);
  held.holders.add(own);
  return () => {
    if (!held.holders.delete(own) || held.holders.size > 0) return;
    ofOwner.delete(what);
    held.restore();
  };
}

export function isHeld(owner: object, what: string): boolean {
  return HELD.get(owner)?.has(what) ?? false;
}

/** All of them let go, and nothing is restored. */
export function letGo(owner: object, what: string): void {
  HELD.get(owner)?.get(what)?.holders.clear();
  HELD.get(owner)?.delete(what);
}
