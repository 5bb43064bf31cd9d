import type { StateWords } from '../model.js';
import { toLooking, trustInit } from './carry-out.js';
import { flawOf } from './flaws.js';
import type { Action } from './layout.js';
import { ACTIONS, FLAWS, GLOBAL, globalOf, HOST, PHASE, set, setGlobal, wordAt } from './layout.js';

/** Enters a decision, in place; one that is wrong is marked with what is wrong about it. */
export function decide(state: StateWords, action: Action, host: number, patienceSpent: boolean): void {
  const flaw = flawOf(state, action, host, patienceSpent);
  if (!BEFORE_THE_CLUSTER.has(action)) trustInit(state);
  toLooking(state);
  state[host] = set(wordAt(state, host), HOST.target, 1);
  const decided = set(
    set(globalOf(state), GLOBAL.phase, PHASE.decided),
    GLOBAL.action,
    ACTIONS.indexOf(action),
  );
  setGlobal(state, set(decided, GLOBAL.flaw, FLAWS.indexOf(flaw)));
}

/** What is decided before there is a cluster; anything else is decided because it was seen to stand. */
const BEFORE_THE_CLUSTER: ReadonlySet<Action> = new Set(['initialise', 'finish-initialise', 'reset-host']);

/** The run is over. */
export function endReady(state: StateWords): void {
  setGlobal(state, set(set(globalOf(state), GLOBAL.phase, PHASE.ready), GLOBAL.block, 0));
}

/** The run stands still for a reason: an index into the blocks. */
export function standStill(state: StateWords, block: number): void {
  setGlobal(state, set(set(globalOf(state), GLOBAL.phase, PHASE.halted), GLOBAL.block, block));
}
