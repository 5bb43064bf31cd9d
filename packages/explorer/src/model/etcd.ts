import type { StateWords } from '../model.js';
import { DISK, get, HOST, MEMBER, POWER, wordAt } from './layout.js';

/** etcd as it really is, whatever the orchestrator has seen of it. */
export interface EtcdCount {
  /** Listed members that vote, started or not. */
  voters: number;
  running: number;
  /** Learners, and members that have not started. */
  changing: number;
}

/** Filled anew by each call, so that the innermost loop allocates nothing. */
export function countEtcd(state: StateWords, into: EtcdCount): EtcdCount {
  into.voters = 0;
  into.running = 0;
  into.changing = 0;
  for (let host = 0; host < state.length - 1; host++) {
    const word = wordAt(state, host);
    const member = get(word, HOST.member);
    if (member === MEMBER.unstarted || member === MEMBER.voter) into.voters++;
    if (member !== MEMBER.absent && member !== MEMBER.voter) into.changing++;
    if (isRunningVoter(word)) into.running++;
  }
  return into;
}

export function isRunningVoter(word: number): boolean {
  return (
    get(word, HOST.member) === MEMBER.voter &&
    get(word, HOST.disk) === DISK.data &&
    get(word, HOST.power) !== POWER.off
  );
}

export function majority(voters: number): number {
  return (voters >> 1) + 1;
}

export function isQuorate({ voters, running }: EtcdCount): boolean {
  return voters > 0 && running >= majority(voters);
}

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/** A master that the orchestrator reaches serves the API and etcd. */
export function isServedInReach(state: StateWords): boolean {
  if (!isQuorate(countEtcd(state, count))) return false;
  for (let host = 0; host < state.length - 1; host++) {
    const word = wordAt(state, host);
    if (get(word, HOST.power) === POWER.on && isRunningVoter(word)) return true;
  }
  return false;
}
