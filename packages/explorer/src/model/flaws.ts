import type { StateWords } from '../model.js';
import type { EtcdCount } from './etcd.js';
import { countEtcd, isRunningVoter, majority } from './etcd.js';
import type { Action, Flaw } from './layout.js';
import { DISK, get, GLOBAL, globalOf, HOST, KUBEADM, MEMBER, wordAt } from './layout.js';

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/**
 * What is wrong with deciding this now, by the model's own arithmetic over what is, not by the guards over what was seen. Faults
 * that strike after the decision do not count against it.
 */
export function flawOf(state: StateWords, action: Action, host: number): Flaw {
  switch (action) {
    case 'initialise':
      if (someoneElse(state, host, holdsCluster)) return 'a second cluster is initialised';
      return busy(state);
    case 'join-control-plane':
      return joinFlaw(state, host);
    case 'promote-learner':
      if (get(wordAt(state, host), HOST.member) !== MEMBER.learner)
        return 'a learner is promoted that has not started';
      return additionHolds(countEtcd(state, count)) ? busy(state) : LACKS_QUORUM;
    case 'remove-member':
      return removalFlaw(state, host);
    case 'reset-host':
      return isMember(wordAt(state, host)) ? STILL_MEMBER : busy(state);
    case 'finish-initialise':
    case 'finish-join':
    case 'delete-node':
      return busy(state);
    case 'mint-credentials':
      return 'none';
  }
}

const LACKS_QUORUM: Flaw = 'a voter is added or removed although the rest, worst case, lacks quorum';
const TWO_CHANGES: Flaw = 'a change is begun while another is in flight';
const STILL_MEMBER: Flaw = 'a host is reset or joined anew while its member is listed';

function joinFlaw(state: StateWords, host: number): Flaw {
  if (isMember(wordAt(state, host))) return STILL_MEMBER;
  if (get(globalOf(state), GLOBAL.credentials) === 0)
    return 'a join is begun with credentials that have expired';
  const etcd = countEtcd(state, count);
  if (!additionHolds(etcd)) return LACKS_QUORUM;
  return etcd.changing > 0 ? TWO_CHANGES : busy(state);
}

/** From one voter to two there is no safe way: the known window. */
function additionHolds({ voters, running }: EtcdCount): boolean {
  return (voters === 1 && running === 1) || running >= majority(voters + 1);
}

function removalFlaw(state: StateWords, host: number): Flaw {
  const word = wordAt(state, host);
  const { voters, running, changing } = countEtcd(state, count);
  const member = get(word, HOST.member);
  const votes = member === MEMBER.voter || member === MEMBER.unstarted ? 1 : 0;
  const left = voters - votes;
  const leftRunning = running - (isRunningVoter(word) ? 1 : 0);
  if (left === 0 || leftRunning < majority(left)) return LACKS_QUORUM;
  return changing > (member === MEMBER.voter ? 0 : 1) ? TWO_CHANGES : busy(state);
}

function busy(state: StateWords): Flaw {
  for (let host = 0; host < state.length - 1; host++)
    if (get(wordAt(state, host), HOST.kubeadm) !== KUBEADM.none) return TWO_CHANGES;
  return 'none';
}

function isMember(word: number): boolean {
  return get(word, HOST.member) !== MEMBER.absent;
}

function holdsCluster(word: number): boolean {
  return isMember(word) || get(word, HOST.disk) >= DISK.manifest;
}

function someoneElse(state: StateWords, host: number, is: (word: number) => boolean): boolean {
  for (let other = 0; other < state.length - 1; other++)
    if (other !== host && is(wordAt(state, other))) return true;
  return false;
}
