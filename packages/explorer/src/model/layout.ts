import type { StateWords } from '../model.js';

/** Where a fact lies in a word: its lowest bit, and a mask of its width. */
export interface Field {
  readonly shift: number;
  readonly mask: number;
}

export const POWER = {
  on: 0,
  off: 1,
  /** It runs, and the orchestrator does not reach it. */ cut: 2,
} as const;
export const DISK = {
  clean: 0,
  /** Certificates and kubeconfigs. */ partly: 1,
  manifest: 2,
  data: 3,
} as const;
export const MEMBER = { absent: 0, unstarted: 1, unstartedLearner: 2, learner: 3, voter: 4 } as const;
export const KUBEADM = { none: 0, join: 1, init: 2, reset: 3 } as const;
export const NODE = { absent: 0, registered: 1, labelled: 2 } as const;
export const PHASE = { looking: 0, decided: 1, inFlight: 2, halted: 3, ready: 4 } as const;

/** One word for each master. */
export const HOST = {
  power: { shift: 0, mask: 3 },
  disk: { shift: 2, mask: 3 },
  member: { shift: 4, mask: 7 },
  kubeadm: { shift: 7, mask: 3 },
  node: { shift: 9, mask: 3 },
  /** Joins that were issued for it. */
  attempts: { shift: 11, mask: 3 },
  /** What was decided is about it. */
  target: { shift: 13, mask: 1 },
  /** This run began an init on it that has not been seen to end well: it may be undone. */
  doubtful: { shift: 14, mask: 1 },
  /** A join or a reset was begun on it, of which neither a good answer nor the end has been seen. */
  joining: { shift: 15, mask: 1 },
} as const satisfies Record<string, Field>;

/** The last word: the orchestrator, and what the model remembers. */
export const GLOBAL = {
  phase: { shift: 0, mask: 7 },
  /** Index into ACTIONS. */
  action: { shift: 3, mask: 15 },
  /** Index into BLOCKS, in phase halted. */
  block: { shift: 7, mask: 31 },
  /** Token and certificate key outlast a join. */
  credentials: { shift: 12, mask: 1 },
  faultsLeft: { shift: 13, mask: 7 },
  /** Disks that a fault destroyed. */
  destroyed: { shift: 16, mask: 7 },
  /** An etcd has started: there is a cluster, and data. */
  founded: { shift: 19, mask: 1 },
  /** Index into FLAWS. */
  flaw: { shift: 20, mask: 15 },
} as const satisfies Record<string, Field>;

/** What the orchestrator can decide to do; the commands of the protocol that touch membership. */
export const ACTIONS = [
  'initialise',
  'finish-initialise',
  'mint-credentials',
  'join-control-plane',
  'finish-join',
  'promote-learner',
  'remove-member',
  'delete-node',
  'reset-host',
] as const;
export type Action = (typeof ACTIONS)[number];

export const FLAWS = [
  'none',
  'a voter is added or removed although the rest, worst case, lacks quorum',
  'a join or an init is begun while another change is in flight',
  'a repair is begun while another change is in flight that can be waited for',
  'a second cluster is initialised',
  'a join is begun with credentials that have expired',
  'a host is reset or joined anew while its member is listed',
  'a learner is promoted that has not started',
] as const;
export type Flaw = (typeof FLAWS)[number];

export function get(word: number, { shift, mask }: Field): number {
  return (word >>> shift) & mask;
}

export function set(word: number, { shift, mask }: Field, value: number): number {
  return (word & ~(mask << shift)) | (value << shift);
}

export function wordAt(state: StateWords, index: number): number {
  return state[index] ?? 0;
}

export function globalOf(state: StateWords): number {
  return state[state.length - 1] ?? 0;
}

export function setGlobal(state: StateWords, word: number): void {
  state[state.length - 1] = word;
}

/** The host that a decision is about; -1 when it is about none. */
export function targetOf(state: StateWords): number {
  for (let host = 0; host < state.length - 1; host++)
    if (get(wordAt(state, host), HOST.target) === 1) return host;
  return -1;
}

/** Masters are equal but for their order: the state with its hosts sorted stands for all. Insertion sort, at most 5 words. */
export function sortHosts(state: StateWords): void {
  for (let end = 1; end < state.length - 1; end++) {
    const word = wordAt(state, end);
    let place = end;
    while (place > 0 && wordAt(state, place - 1) > word) {
      state[place] = wordAt(state, place - 1);
      place--;
    }
    state[place] = word;
  }
}
