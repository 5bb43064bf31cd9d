import type { StateWords } from '../model.js';
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
import type { EtcdCount } from './etcd.js';
import { countEtcd, isQuorate } from './etcd.js';

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/** What can go wrong with a host. `free` costs nothing of the budget: it ends a fault. */
export interface HostFault {
  readonly title: string;
  readonly free?: true;
  /** It may strike this host now. */
  readonly possible: (state: StateWords, word: number) => boolean;
  readonly strike: (state: StateWords, host: number) => void;
}

const isOn = (_state: StateWords, word: number): boolean => get(word, HOST.power) === POWER.on;

export const HOST_FAULTS: readonly HostFault[] = [
  {
    title: 'loses power',
    possible: isOn,
    strike: (state, host) => write(state, host, set(dead(wordAt(state, host)), HOST.power, POWER.off)),
  },
  {
    title: 'is cut off from the orchestrator',
    possible: isOn,
    strike: (state, host) => write(state, host, set(wordAt(state, host), HOST.power, POWER.cut)),
  },
  {
    title: 'is reinstalled',
    possible: (_state, word) => get(word, HOST.disk) !== DISK.clean,
    strike: (state, host) => destroy(state, host, set(dead(wordAt(state, host)), HOST.power, POWER.on)),
  },
  {
    title: 'has its kubeadm killed',
    possible: (_state, word) =>
      get(word, HOST.kubeadm) !== KUBEADM.none && get(word, HOST.power) !== POWER.off,
    strike: (state, host) => write(state, host, dead(wordAt(state, host))),
  },
  {
    title: 'is reset by a person',
    possible: (state, word) => isOn(state, word) && get(word, HOST.disk) !== DISK.clean,
    strike: (state, host) => {
      const etcd = countEtcd(state, count);
      const word = dead(wordAt(state, host));
      const leaves = isQuorate(etcd) && etcd.voters > 1;
      destroy(state, host, leaves ? set(word, HOST.member, MEMBER.absent) : word);
    },
  },
  {
    title: 'is switched on again',
    free: true,
    possible: (_state, word) => get(word, HOST.power) === POWER.off,
    strike: (state, host) => write(state, host, set(wordAt(state, host), HOST.power, POWER.on)),
  },
  {
    title: 'is reached again',
    free: true,
    possible: (_state, word) => get(word, HOST.power) === POWER.cut,
    strike: (state, host) => write(state, host, set(wordAt(state, host), HOST.power, POWER.on)),
  },
];

function dead(word: number): number {
  return set(word, HOST.kubeadm, KUBEADM.none);
}

function write(state: StateWords, host: number, word: number): void {
  state[host] = word;
}

function destroy(state: StateWords, host: number, word: number): void {
  if (get(word, HOST.disk) === DISK.data) {
    const destroyed = get(globalOf(state), GLOBAL.destroyed) + 1;
    setGlobal(state, set(globalOf(state), GLOBAL.destroyed, Math.min(destroyed, GLOBAL.destroyed.mask)));
  }
  write(state, host, set(word, HOST.disk, DISK.clean));
  forgetLostCluster(state);
}

/** With the last voter's data goes everything that was stored: the member list and the Nodes. */
export function forgetLostCluster(state: StateWords): void {
  let founded = false;
  for (let host = 0; host < state.length - 1; host++) {
    const word = wordAt(state, host);
    if (get(word, HOST.member) === MEMBER.voter && get(word, HOST.disk) === DISK.data) return;
    founded ||= get(word, HOST.member) !== MEMBER.absent;
  }
  if (!founded) return;
  for (let host = 0; host < state.length - 1; host++)
    write(state, host, set(set(wordAt(state, host), HOST.member, MEMBER.absent), HOST.node, NODE.absent));
}

/** Takes one fault from the budget, in place. */
export function spendFault(state: StateWords): void {
  const global = globalOf(state);
  setGlobal(state, set(global, GLOBAL.faultsLeft, get(global, GLOBAL.faultsLeft) - 1));
}

export function credentialsExpire(state: StateWords): void {
  setGlobal(state, set(globalOf(state), GLOBAL.credentials, 0));
}
