import type { StateWords } from '../model.js';
import { isRunningVoter, isServedInReach } from './etcd.js';
import type { Field } from './layout.js';
import { DISK, get, GLOBAL, globalOf, HOST, KUBEADM, NODE, POWER, set, setGlobal, wordAt } from './layout.js';

/**
 * The part of a state that a choice can depend on, whatever the rules are: what a look shows, and what the orchestrator
 * remembers. It is a state of the same layout, with everything else as it is at the beginning and with its hosts sorted.
 * `places` tells for each of its hosts which one it is in `state`.
 */
export function project(
  state: StateWords,
  joinAttempts: number,
  into: StateWords,
  places: Int32Array,
): StateWords {
  const nodesTold = isServedInReach(state);
  for (let host = 0; host < state.length - 1; host++) {
    const word = hostSeen(wordAt(state, host), joinAttempts, nodesTold);
    let place = host;
    for (; place > 0 && comesAfter(wordAt(into, place - 1), word); place--) {
      into[place] = wordAt(into, place - 1);
      places[place] = wordAt(places, place - 1);
    }
    into[place] = word;
    places[place] = host;
  }
  setGlobal(into, set(0, GLOBAL.credentials, get(globalOf(state), GLOBAL.credentials)));
  return into;
}

/** By what a look shows first, so that hosts which differ in memories alone leave the look as it is. */
function comesAfter(word: number, other: number): boolean {
  const shown = word & SHOWN;
  const otherShown = other & SHOWN;
  return shown > otherShown || (shown === otherShown && word > other);
}

/** The bits of a projected host that a look shows; the others are memories. */
export const SHOWN = bitsOf([HOST.power, HOST.disk, HOST.member, HOST.node, HOST.kubeadm]);
const KEPT = bitsOf([HOST.power, HOST.disk, HOST.member, HOST.node, HOST.doubtful]);

function hostSeen(word: number, joinAttempts: number, nodesTold: boolean): number {
  const spent = get(word, HOST.attempts) >= joinAttempts ? joinAttempts : 0;
  const kept = set(word & KEPT, HOST.attempts, spent);
  const seen = nodesTold ? kept : set(kept, HOST.node, NODE.absent);
  if (get(word, HOST.power) === POWER.on)
    // A kubeadm is seen, but not which.
    return get(word, HOST.kubeadm) === KUBEADM.none ? seen : set(seen, HOST.kubeadm, KUBEADM.join);
  const remembered = set(seen, HOST.joining, get(word, HOST.joining));
  // Of a host that is not reached the others see no more than whether its vote counts.
  if (isRunningVoter(word)) return remembered;
  return set(set(remembered, HOST.power, POWER.off), HOST.disk, DISK.clean);
}

function bitsOf(fields: readonly Field[]): number {
  return fields.reduce((bits, { shift, mask }) => bits | (mask << shift), 0);
}
