import type { StateWords } from '../model.js';
import type { ModelBlock } from './block-codes.js';
import { BLOCKS } from './block-codes.js';
import type { EtcdCount } from './etcd.js';
import { countEtcd, isQuorate, isRunningVoter } from './etcd.js';
import { get, GLOBAL, globalOf, HOST, KUBEADM, MEMBER, POWER, wordAt } from './layout.js';

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/** Whether what a block says of the cluster is so. */
export function blockIsHonest(state: StateWords): boolean {
  const block = BLOCKS[get(globalOf(state), GLOBAL.block)];
  return block !== undefined && TRUE_WHEN[block](state);
}

const TRUE_WHEN: Readonly<Record<ModelBlock, (state: StateWords) => boolean>> = {
  'may-hold-a-cluster': someoneIsAway,
  'host-unreachable': someoneIsAway,
  // A voter that runs out of sight is counted as lost.
  'quorum-lost': (state) => !quorate(state) || someoneIsAway(state),
  'voter-unhealthy': someVoterIsDown,
  'api-not-answering': (state) => !quorate(state) || someoneIsAway(state),
  'join-refused': (state) => someVoterIsDown(state) || someoneIsAway(state),
  'member-not-removable': (state) => someVoterIsDown(state) || someoneIsAway(state),
  'not-settling': (state) => !quorate(state) || someoneIsAway(state) || kubeadmRuns(state),
  'init-interrupted': (state) => !quorate(state) || someoneIsAway(state) || kubeadmRuns(state),
  'join-budget-spent': someoneHasTried,
  'init-failed': someoneHasTried,
  // The model has one cluster and one endpoint.
  'two-clusters': () => false,
  'another-cluster': () => false,
  'host-of-another-cluster': () => false,
  // Data is never lost in the model, and a removed member that runs is one that cannot be reached.
  'member-not-listed': someoneIsAway,
};

function quorate(state: StateWords): boolean {
  return isQuorate(countEtcd(state, count));
}

function someoneIsAway(state: StateWords): boolean {
  return some(state, (word) => get(word, HOST.power) !== POWER.on);
}

function kubeadmRuns(state: StateWords): boolean {
  return some(state, (word) => get(word, HOST.kubeadm) !== KUBEADM.none);
}

function someVoterIsDown(state: StateWords): boolean {
  return some(state, (word) => get(word, HOST.member) === MEMBER.voter && !isRunningVoter(word));
}

function someoneHasTried(state: StateWords): boolean {
  return some(state, (word) => get(word, HOST.attempts) > 0);
}

function some(state: StateWords, is: (word: number) => boolean): boolean {
  for (let host = 0; host < state.length - 1; host++) if (is(wordAt(state, host))) return true;
  return false;
}
