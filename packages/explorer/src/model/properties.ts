import type {
  AlwaysProperty,
  EventuallyProperty,
  Property,
  SometimesProperty,
  StateWords,
} from '../model.js';
import { blockIsHonest } from './honest-blocks.js';
import type { EtcdCount } from './etcd.js';
import { countEtcd, isQuorate, isRunningVoter, majority } from './etcd.js';
import type { Action } from './layout.js';
import {
  ACTIONS,
  DISK,
  FLAWS,
  get,
  GLOBAL,
  globalOf,
  HOST,
  KUBEADM,
  MEMBER,
  NODE,
  PHASE,
  POWER,
  wordAt,
} from './layout.js';

const count: EtcdCount = { voters: 0, running: 0, changing: 0 };

/** The promises of the membership protocol, and marks that show where the search has been. */
export function bootstrapProperties(): readonly Property[] {
  return [...neverFlawed, ...always, eventuallyOver, ...marks];
}

const neverFlawed = FLAWS.flatMap((flaw, index): readonly AlwaysProperty[] =>
  index === 0
    ? []
    : [
        {
          kind: 'always',
          name: `never: ${flaw}`,
          holds: (state) => get(globalOf(state), GLOBAL.flaw) !== index,
        },
      ],
);

const always: readonly AlwaysProperty[] = [
  {
    kind: 'always',
    name: 'committed data survives: no more started voters lack theirs than disks were destroyed',
    holds: (state) => {
      const lost = hostsWhere(
        state,
        (word) => get(word, HOST.member) === MEMBER.voter && get(word, HOST.disk) !== DISK.data,
      );
      return lost <= get(globalOf(state), GLOBAL.destroyed);
    },
  },
  {
    kind: 'always',
    name: 'never: two kubeadm that join or initialise run at once',
    holds: (state) => hostsWhere(state, grows) < 2,
  },
  {
    kind: 'always',
    name: 'ready means a running voter, with its labelled Node, on every master',
    holds: (state) => !isPhase(state, PHASE.ready) || hostsWhere(state, isWhole) === state.length - 1,
  },
  {
    kind: 'always',
    name: 'after three masters are ready, the loss of any one keeps quorum',
    holds: (state) => {
      if (!isPhase(state, PHASE.ready) || state.length - 1 < 3) return true;
      const { voters, running } = countEtcd(state, count);
      return running - 1 >= majority(voters);
    },
  },
  {
    kind: 'always',
    name: 'a run that stands still says why, and it is true',
    holds: (state) => !isPhase(state, PHASE.halted) || blockIsHonest(state),
  },
];

const eventuallyOver: EventuallyProperty = {
  kind: 'eventually',
  name: 'when faults are over, the run is ready or stands still with a reason',
  holds: (state) => isPhase(state, PHASE.ready) || isPhase(state, PHASE.halted) || isFlawed(state),
};

/** Without a fault there is nothing to stand still for. */
export const eventuallyReady: EventuallyProperty = {
  kind: 'eventually',
  name: 'without a fault, the run is ready',
  holds: (state) => isPhase(state, PHASE.ready),
};

const marks: readonly SometimesProperty[] = [
  mark('the cluster is ready', (state) => isPhase(state, PHASE.ready)),
  mark(
    'quorum is lost while data exist',
    (state) => hostsWhere(state, holdsVoterData) > 0 && !quorate(state),
  ),
  mark('a member is listed whose host is off', (state) =>
    some(state, (word) => isUnstarted(word) && get(word, HOST.power) === POWER.off),
  ),
  mark('a listed voter has lost its disk', (state) =>
    some(state, (word) => get(word, HOST.member) === MEMBER.voter && get(word, HOST.disk) === DISK.clean),
  ),
  mark('a kubeadm goes on where the orchestrator does not reach it', (state) =>
    some(state, (word) => get(word, HOST.power) === POWER.cut && isAtWork(word)),
  ),
  mark('one voter waits for a second to start', (state) => {
    const { voters, running } = countEtcd(state, count);
    return voters === 2 && running === 1;
  }),
  mark('an init is interrupted', (state) => isDeciding(state, 'finish-initialise')),
  mark('a member is to be removed', (state) => isDeciding(state, 'remove-member')),
  mark('a host is to be reset', (state) => isDeciding(state, 'reset-host')),
  mark('a Node is left over', (state) => isDeciding(state, 'delete-node')),
  mark('a join is to be finished', (state) => isDeciding(state, 'finish-join')),
  mark('credentials are to be minted anew', (state) => isDeciding(state, 'mint-credentials')),
  mark('the run stands still', (state) => isPhase(state, PHASE.halted)),
  // Two faults are too few for it.
  mark(
    'a repair is begun beside a kubeadm that is out of sight or out of its budget',
    (state) => isPhase(state, PHASE.decided) && !isFlawed(state) && some(state, isAtWork),
  ),
];

/** Reached only when members join as learners. */
export const learnerMarks: readonly SometimesProperty[] = [
  mark('a learner runs', (state) => some(state, (word) => get(word, HOST.member) === MEMBER.learner)),
  mark('a learner is to be promoted', (state) => isDeciding(state, 'promote-learner')),
];

function mark(name: string, holds: (state: StateWords) => boolean): SometimesProperty {
  return { kind: 'sometimes', name, holds };
}

function hostsWhere(state: StateWords, is: (word: number) => boolean): number {
  let found = 0;
  for (let host = 0; host < state.length - 1; host++) if (is(wordAt(state, host))) found++;
  return found;
}

function some(state: StateWords, is: (word: number) => boolean): boolean {
  return hostsWhere(state, is) > 0;
}

function isPhase(state: StateWords, phase: number): boolean {
  return get(globalOf(state), GLOBAL.phase) === phase;
}

function isFlawed(state: StateWords): boolean {
  return get(globalOf(state), GLOBAL.flaw) !== 0;
}

function isDeciding(state: StateWords, action: Action): boolean {
  return isPhase(state, PHASE.decided) && get(globalOf(state), GLOBAL.action) === ACTIONS.indexOf(action);
}

function quorate(state: StateWords): boolean {
  return isQuorate(countEtcd(state, count));
}

function isWhole(word: number): boolean {
  return isRunningVoter(word) && get(word, HOST.node) === NODE.labelled;
}

function holdsVoterData(word: number): boolean {
  return get(word, HOST.member) === MEMBER.voter && get(word, HOST.disk) === DISK.data;
}

function isAtWork(word: number): boolean {
  return get(word, HOST.kubeadm) !== KUBEADM.none;
}

function grows(word: number): boolean {
  const kubeadm = get(word, HOST.kubeadm);
  return kubeadm === KUBEADM.join || kubeadm === KUBEADM.init;
}

function isUnstarted(word: number): boolean {
  const member = get(word, HOST.member);
  return member === MEMBER.unstarted || member === MEMBER.unstartedLearner;
}
