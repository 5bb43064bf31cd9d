import type { StateWords } from '../model.js';
import type { EtcdCount } from './etcd.js';
import { countEtcd, isRunningVoter, majority } from './etcd.js';
import type { Action, Flaw } from './layout.js';
import { DISK, get, GLOBAL, globalOf, HOST, KUBEADM, MEMBER, POWER, wordAt } from './layout.js';

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/**
 * What is wrong with deciding this now, by the model's own arithmetic over what is, not by the guards over what was seen. Faults
 * that strike after the decision do not count against it. `patienceSpent`: what was at work had all the time that it may take.
 */
export function flawOf(state: StateWords, action: Action, host: number, patienceSpent: boolean): Flaw {
  switch (action) {
    case 'initialise':
      if (someoneElse(state, host, holdsCluster)) return 'a second cluster is initialised';
      return growthBeside(state);
    case 'join-control-plane':
      return joinFlaw(state, host);
    case 'promote-learner':
      if (get(wordAt(state, host), HOST.member) !== MEMBER.learner)
        return 'a learner is promoted that has not started';
      return additionHolds(countEtcd(state, count)) ? repairBeside(state, patienceSpent) : LACKS_QUORUM;
    case 'remove-member':
      return removalFlaw(state, host, patienceSpent);
    case 'reset-host':
      return isMember(wordAt(state, host)) ? STILL_MEMBER : repairBeside(state, patienceSpent);
    case 'finish-initialise':
    case 'finish-join':
    case 'delete-node':
      return repairBeside(state, patienceSpent);
    case 'mint-credentials':
      return 'none';
  }
}

const LACKS_QUORUM: Flaw = 'a voter is added or removed although the rest, worst case, lacks quorum';
const GROWTH_BESIDE: Flaw = 'a join or an init is begun while another change is in flight';
const REPAIR_BESIDE: Flaw = 'a repair is begun while another change is in flight that can be waited for';
const STILL_MEMBER: Flaw = 'a host is reset or joined anew while its member is listed';

function joinFlaw(state: StateWords, host: number): Flaw {
  if (isMember(wordAt(state, host))) return STILL_MEMBER;
  if (get(globalOf(state), GLOBAL.credentials) === 0)
    return 'a join is begun with credentials that have expired';
  const etcd = countEtcd(state, count);
  if (!additionHolds(etcd)) return LACKS_QUORUM;
  return etcd.changing > 0 ? GROWTH_BESIDE : growthBeside(state);
}

/** From one voter to two there is no safe way: the known window. */
function additionHolds({ voters, running }: EtcdCount): boolean {
  return (voters === 1 && running === 1) || running >= majority(voters + 1);
}

function removalFlaw(state: StateWords, host: number, patienceSpent: boolean): Flaw {
  const word = wordAt(state, host);
  const { voters, running, changing } = countEtcd(state, count);
  const member = get(word, HOST.member);
  const votes = member === MEMBER.voter || member === MEMBER.unstarted ? 1 : 0;
  const left = voters - votes;
  const leftRunning = running - (isRunningVoter(word) ? 1 : 0);
  if (left === 0 || leftRunning < majority(left)) return LACKS_QUORUM;
  return changing > (member === MEMBER.voter ? 0 : 1) ? REPAIR_BESIDE : repairBeside(state, patienceSpent);
}

/** Nothing is added beside any kubeadm, wherever it runs and for however long. */
function growthBeside(state: StateWords): Flaw {
  return anyone(state, isAtWork) ? GROWTH_BESIDE : 'none';
}

/** A kubeadm that nobody sees, or that has outrun its budget, holds up no repair for ever. */
function repairBeside(state: StateWords, patienceSpent: boolean): Flaw {
  const awaited = !patienceSpent && anyone(state, (word) => isAtWork(word) && isSeen(word));
  return awaited ? REPAIR_BESIDE : 'none';
}

function isAtWork(word: number): boolean {
  return get(word, HOST.kubeadm) !== KUBEADM.none;
}

function isSeen(word: number): boolean {
  return get(word, HOST.power) === POWER.on;
}

function isMember(word: number): boolean {
  return get(word, HOST.member) !== MEMBER.absent;
}

function holdsCluster(word: number): boolean {
  return isMember(word) || get(word, HOST.disk) >= DISK.manifest;
}

function anyone(state: StateWords, is: (word: number) => boolean): boolean {
  return someoneElse(state, -1, is);
}

function someoneElse(state: StateWords, host: number, is: (word: number) => boolean): boolean {
  for (let other = 0; other < state.length - 1; other++)
    if (other !== host && is(wordAt(state, other))) return true;
  return false;
}
