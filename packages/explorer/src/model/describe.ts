import type { StateWords } from '../model.js';
import { BLOCKS } from './block-codes.js';
import { HOST_FAULTS } from './faults.js';
import { ACTIONS, get, GLOBAL, globalOf, HOST, KUBEADM, PHASE, targetOf, wordAt } from './layout.js';

/** Kinds of steps; those of the host faults follow after `fault`, in their order. */
export const STEP = {
  choice: 0,
  impatience: 1,
  begin: 2,
  answer: 3,
  lost: 4,
  crash: 5,
  expiry: 6,
  etcd: 7,
  node: 8,
  kubeadm: 9,
  fault: 10,
} as const;

const HOSTS = 8;

export function stepNumber(kind: number, host: number): number {
  return kind * HOSTS + host;
}

/** A step in words; `state` is the one that it leads to. */
export function describeStep(step: number, state: StateWords): string {
  const host = `m${(step % HOSTS) + 1}`;
  const kind = Math.floor(step / HOSTS);
  switch (kind) {
    case STEP.choice:
      return `the orchestrator looks, and ${choiceIn(state)}`;
    case STEP.impatience:
      return `the orchestrator has waited for long enough, looks, and ${choiceIn(state)}`;
    case STEP.begin:
      return `what was decided about ${host} is begun`;
    case STEP.answer:
      return `the answer from ${host} arrives`;
    case STEP.lost:
      return `the answer from ${host} is lost`;
    case STEP.crash:
      return 'the orchestrator crashes and is started again';
    case STEP.expiry:
      return 'token and certificate key expire';
    case STEP.etcd:
      return `etcd starts on ${host}`;
    case STEP.node:
      return `the kubelet of ${host} registers its Node`;
    case STEP.kubeadm:
      return `kubeadm on ${host} takes its next step`;
    default:
      return `${host} ${HOST_FAULTS[kind - STEP.fault]?.title ?? 'is struck by a fault without a name'}`;
  }
}

function choiceIn(state: StateWords): string {
  const global = globalOf(state);
  switch (get(global, GLOBAL.phase)) {
    case PHASE.ready:
      return 'is done';
    case PHASE.halted:
      return `stands still (${BLOCKS[get(global, GLOBAL.block)] ?? 'no block'})`;
    default:
      return `decides: ${ACTIONS[get(global, GLOBAL.action)] ?? 'nothing'} m${targetOf(state) + 1}`;
  }
}

const POWERS = ['', ' off', ' cut off'];
const DISKS = ['clean', 'partly written', 'manifest', 'data'];
const MEMBERS = ['no member', 'unstarted voter', 'unstarted learner', 'learner', 'voter'];
const NODES = ['no Node', 'Node', 'labelled Node'];

/** `m1: voter, data, labelled Node; m2 off: no member, clean, no Node`. */
export function describeState(state: StateWords): string {
  return Array.from(state.subarray(0, -1), (_, host) => describeHost(host, wordAt(state, host))).join('; ');
}

function describeHost(host: number, word: number): string {
  const running = get(word, HOST.kubeadm) === KUBEADM.none ? '' : ', kubeadm runs';
  const facts = [MEMBERS[get(word, HOST.member)], DISKS[get(word, HOST.disk)], NODES[get(word, HOST.node)]];
  return `m${host + 1}${POWERS[get(word, HOST.power)] ?? ''}: ${facts.join(', ')}${running}`;
}
