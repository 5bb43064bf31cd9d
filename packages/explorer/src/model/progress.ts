import type { StateWords } from '../model.js';
import type { EtcdCount } from './etcd.js';
import { countEtcd, isQuorate, majority } from './etcd.js';
import { forgetLostCluster } from './faults.js';
import {
  DISK,
  get,
  GLOBAL,
  globalOf,
  HOST,
  KUBEADM,
  MEMBER,
  NODE,
  POWER,
  set,
  setGlobal,
  wordAt,
} from './layout.js';

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/** What a host does next by itself; `none` when it would stay as it is. */
export type Progress = 'none' | 'etcd-starts' | 'node-registers' | 'kubeadm-goes-on';

export function progressOf(state: StateWords, host: number): Progress {
  const word = wordAt(state, host);
  if (get(word, HOST.power) === POWER.off) return 'none';
  if (etcdCanStart(state, word)) return 'etcd-starts';
  if (get(word, HOST.kubeadm) !== KUBEADM.none) return 'kubeadm-goes-on';
  return lacksNode(word) && isQuorate(countEtcd(state, count)) ? 'node-registers' : 'none';
}

/** A kubelet whose host runs a member registers its Node, whether a kubeadm waits for that or not. */
function lacksNode(word: number): boolean {
  return (
    get(word, HOST.node) === NODE.absent &&
    get(word, HOST.disk) === DISK.data &&
    get(word, HOST.member) !== MEMBER.absent
  );
}

export function isQuiescent(state: StateWords): boolean {
  for (let host = 0; host < state.length - 1; host++) if (progressOf(state, host) !== 'none') return false;
  return true;
}

/** A member whose manifest lies there starts as soon as it has the quorum to be told of: its own vote included. */
function etcdCanStart(state: StateWords, word: number): boolean {
  if (get(word, HOST.disk) !== DISK.manifest) return false;
  const member = get(word, HOST.member);
  if (member === MEMBER.absent)
    return get(word, HOST.kubeadm) === KUBEADM.init || get(globalOf(state), GLOBAL.founded) === 0;
  if (member !== MEMBER.unstarted && member !== MEMBER.unstartedLearner) return false;
  const { voters, running } = countEtcd(state, count);
  return running + (member === MEMBER.unstarted ? 1 : 0) >= majority(voters);
}

/** Takes the next step of a host, in place. */
export function advance(state: StateWords, host: number, learners: boolean): void {
  const word = wordAt(state, host);
  if (progressOf(state, host) === 'etcd-starts') {
    state[host] = startEtcd(word);
    setGlobal(state, set(globalOf(state), GLOBAL.founded, 1));
    return;
  }
  const kubeadm = get(word, HOST.kubeadm);
  if (kubeadm === KUBEADM.none) state[host] = set(word, HOST.node, NODE.registered);
  else if (kubeadm === KUBEADM.join) state[host] = joinOn(state, word, learners);
  else if (kubeadm === KUBEADM.init) state[host] = initOn(state, word);
  else if (kubeadm === KUBEADM.reset) {
    state[host] = resetOn(state, word);
    forgetLostCluster(state);
  }
}

function startEtcd(word: number): number {
  const learner = get(word, HOST.member) === MEMBER.unstartedLearner;
  return set(set(word, HOST.disk, DISK.data), HOST.member, learner ? MEMBER.learner : MEMBER.voter);
}

function ended(word: number): number {
  return set(word, HOST.kubeadm, KUBEADM.none);
}

/** The phases of `kubeadm join --control-plane`; one that lacks quorum ends with an error and leaves what it has done. */
function joinOn(state: StateWords, word: number, learners: boolean): number {
  const etcd = countEtcd(state, count);
  const member = get(word, HOST.member);
  const disk = get(word, HOST.disk);
  const node = get(word, HOST.node);
  if (disk === DISK.partly && node !== NODE.absent && member !== MEMBER.absent)
    return set(word, HOST.disk, DISK.manifest);
  if (!isQuorate(etcd)) return ended(word);
  if (disk === DISK.clean) return set(word, HOST.disk, DISK.partly);
  if (disk === DISK.partly) {
    if (node === NODE.absent) return set(word, HOST.node, NODE.registered);
    // etcd refuses while a listed member does not run, or another change is not over (etcd: strict-reconfig-check).
    if (etcd.running < etcd.voters || etcd.changing > 0) return ended(word);
    return set(word, HOST.member, learners ? MEMBER.unstartedLearner : MEMBER.unstarted);
  }
  if (member === MEMBER.learner) return set(word, HOST.member, MEMBER.voter);
  if (member === MEMBER.voter && node === NODE.registered) return set(word, HOST.node, NODE.labelled);
  return ended(word);
}

function initOn(state: StateWords, word: number): number {
  const disk = get(word, HOST.disk);
  if (disk === DISK.clean) return set(word, HOST.disk, DISK.partly);
  if (disk === DISK.partly) return set(word, HOST.disk, DISK.manifest);
  if (!isQuorate(countEtcd(state, count))) return ended(word);
  const node = get(word, HOST.node);
  return node === NODE.labelled ? ended(word) : set(word, HOST.node, node + 1);
}

/** `kubeadm reset` takes its member out of the list when it can, and says so in neither case. */
function resetOn(state: StateWords, word: number): number {
  const etcd = countEtcd(state, count);
  const leaves = isQuorate(etcd) && etcd.voters > 1;
  const cleaned = set(ended(word), HOST.disk, DISK.clean);
  return leaves ? set(cleaned, HOST.member, MEMBER.absent) : cleaned;
}
