import type { StateWords } from '../model.js';
import { isRunningVoter, isServedInReach } from './etcd.js';
import type { Action } from './layout.js';
import {
  get,
  GLOBAL,
  globalOf,
  HOST,
  KUBEADM,
  MEMBER,
  NODE,
  PHASE,
  POWER,
  set,
  setGlobal,
  wordAt,
} from './layout.js';

/** Begins what was decided, in place. What etcd and the API do is over at once; a kubeadm takes its steps by itself. */
export function carryOut(state: StateWords, action: Action, host: number): void {
  const word = wordAt(state, host);
  const reached = get(word, HOST.power) === POWER.on;
  switch (action) {
    case 'initialise':
    case 'finish-initialise':
      beginInit(state, host, reached);
      return;
    case 'join-control-plane': {
      const accepted = reached && get(globalOf(state), GLOBAL.credentials) === 1;
      if (accepted)
        start(state, host, set(set(attempted(word), HOST.kubeadm, KUBEADM.join), HOST.joining, 1));
      else settle(state, host, attempted(word));
      return;
    }
    case 'reset-host':
      if (reached) start(state, host, set(set(word, HOST.kubeadm, KUBEADM.reset), HOST.joining, 1));
      else settle(state, host, word);
      return;
    case 'mint-credentials':
      if (isServedInReach(state)) setGlobal(state, set(globalOf(state), GLOBAL.credentials, 1));
      settle(state, host, word);
      return;
    case 'finish-join':
      settle(state, host, isServedInReach(state) && reached ? set(word, HOST.node, NODE.labelled) : word);
      return;
    case 'promote-learner':
      settle(state, host, isServedInReach(state) ? set(word, HOST.member, MEMBER.voter) : word);
      return;
    case 'remove-member':
      settle(state, host, isServedInReach(state) ? set(word, HOST.member, MEMBER.absent) : word);
      return;
    case 'delete-node':
      settle(state, host, isServedInReach(state) ? set(word, HOST.node, NODE.absent) : word);
      return;
  }
}

function beginInit(state: StateWords, host: number, reached: boolean): void {
  const doubtful = set(attempted(wordAt(state, host)), HOST.doubtful, 1);
  if (reached) start(state, host, set(doubtful, HOST.kubeadm, KUBEADM.init));
  else settle(state, host, doubtful);
}

/** The answer to a command that took its time: one that ended well is in doubt no longer. */
export function settleAnswer(state: StateWords, host: number): void {
  const word = wordAt(state, host);
  const whole = isRunningVoter(word) && get(word, HOST.node) === NODE.labelled;
  const over = whole || get(word, HOST.power) === POWER.on ? set(word, HOST.joining, 0) : word;
  settle(state, host, whole ? set(over, HOST.doubtful, 0) : over);
}

/** A cluster that stands leaves no doubt of its init. */
export function trustInit(state: StateWords): void {
  for (let host = 0; host < state.length - 1; host++)
    state[host] = set(wordAt(state, host), HOST.doubtful, 0);
}

/** A look at a host that is reached tells whether a join is still at work there. */
export function noteLook(state: StateWords): void {
  for (let host = 0; host < state.length - 1; host++) {
    const word = wordAt(state, host);
    const over = get(word, HOST.power) === POWER.on && get(word, HOST.kubeadm) === KUBEADM.none;
    if (over) state[host] = set(word, HOST.joining, 0);
  }
}

function attempted(word: number): number {
  const { attempts } = HOST;
  return set(word, attempts, Math.min(get(word, attempts) + 1, attempts.mask));
}

function start(state: StateWords, host: number, word: number): void {
  state[host] = word;
  setGlobal(state, set(globalOf(state), GLOBAL.phase, PHASE.inFlight));
}

function settle(state: StateWords, host: number, word: number): void {
  state[host] = word;
  toLooking(state);
}

/** Nothing is remembered of what was decided. */
export function toLooking(state: StateWords): void {
  for (let host = 0; host < state.length - 1; host++) state[host] = set(wordAt(state, host), HOST.target, 0);
  const idle = set(set(set(globalOf(state), GLOBAL.phase, PHASE.looking), GLOBAL.action, 0), GLOBAL.block, 0);
  setGlobal(state, idle);
}
