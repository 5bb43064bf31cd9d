import type { BlockCode } from '@quorate/core';
import type { StateWords } from '../model.js';
import { blockNumber } from './block-codes.js';
import type { Action } from './layout.js';
import { get, HOST, POWER, wordAt } from './layout.js';
import type { MasterVerdict, Verdicts } from './verdicts.js';

/** What the orchestrator may do after a look. */
export type Choice =
  | { readonly kind: 'act'; readonly action: Action; readonly host: number }
  | { readonly kind: 'halt'; readonly block: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'wait' };

/** What the orchestrator goes by, beside what the guards say. */
export interface ChoiceRules {
  readonly joinAttempts: number;
  readonly mindsDoubtfulJoins: boolean;
}

const WAIT: Choice = { kind: 'wait' };

/**
 * Everything that the rules permit after a look, in the order of the protocol's plan: repair before growth, growth before
 * complaint. Which of several masters comes first is left open, so one search covers every order of the spec.
 */
export function choicesAt(
  verdicts: Verdicts,
  rules: ChoiceRules,
  state: StateWords,
  patienceSpent: boolean,
): readonly Choice[] {
  const tried = (host: number): boolean => get(wordAt(state, host), HOST.attempts) >= rules.joinAttempts;
  const halted = (code: BlockCode): Choice => (patienceSpent ? halt(code) : WAIT);
  switch (verdicts.origin) {
    case 'blocked':
      return [halted(verdicts.block)];
    case 'fresh':
      return initHosts(state).map((host) =>
        tried(host) ? halted('init-failed') : { kind: 'act', action: 'initialise', host },
      );
    case 'interrupted': {
      const { host, running, apiReady } = verdicts;
      if (!running && apiReady) return [{ kind: 'act', action: 'finish-initialise', host }];
      const ours = get(wordAt(state, host), HOST.doubtful) === 1;
      if (running || !ours) return [halted('init-interrupted')];
      return [patienceSpent ? { kind: 'act', action: 'reset-host', host } : WAIT];
    }
    case 'established':
      return controlPlaneChoices(verdicts, {
        tried,
        halted,
        patienceSpent,
        inDoubt: (host) => rules.mindsDoubtfulJoins && isInDoubt(wordAt(state, host)),
      });
  }
}

/** An init is tried again where it was tried before; the first may be anywhere. */
function initHosts(state: StateWords): readonly number[] {
  const hosts = Array.from(state.subarray(0, -1), (_, host) => host);
  const doubtful = hosts.filter((host) => get(wordAt(state, host), HOST.doubtful) === 1);
  return doubtful.length > 0 ? doubtful : hosts;
}

/** A join or a reset may be at work where nobody sees; on a host that is reached, a look tells. */
function isInDoubt(word: number): boolean {
  return get(word, HOST.power) !== POWER.on && get(word, HOST.joining) === 1;
}

interface Circumstances {
  readonly tried: (host: number) => boolean;
  readonly inDoubt: (host: number) => boolean;
  /** A halt, as soon as patience is spent. */
  readonly halted: (code: BlockCode) => Choice;
  readonly patienceSpent: boolean;
}

type Established = Extract<Verdicts, { readonly origin: 'established' }>;

function controlPlaneChoices(verdicts: Established, circumstances: Circumstances): readonly Choice[] {
  const { masters, credentialsUsable, isDone } = verdicts;
  const { tried, inDoubt, halted, patienceSpent } = circumstances;
  const atWork = masters.some(({ step, kubeadmRuns }) => step === 'wait' && kubeadmRuns);
  if (atWork && !patienceSpent) return [WAIT];
  const repairs = masters.flatMap(repairOf);
  if (repairs.length > 0) return repairs;
  if (masters.some(({ step }) => step === 'wait')) return [halted('not-settling')];
  if (masters.some(({ step }, host) => step === 'unreachable' && inDoubt(host)))
    return [halted('host-unreachable')];
  const block = masters.find(({ step }) => step === 'blocked')?.block;
  const away = masters.some(({ step }) => step === 'unreachable');
  const growth = masters.flatMap(({ step, mayJoin }, host): readonly Choice[] => {
    if (step !== 'join') return [];
    const choice = tried(host)
      ? halt('join-budget-spent')
      : mayJoin
        ? joinOf(host, credentialsUsable)
        : // Who is away is a voter that does not count, in every state that the tests compare.
          halted(away ? 'host-unreachable' : 'join-refused');
    return choice.kind === 'halt' && block !== undefined ? [] : [choice];
  });
  if (growth.length > 0) return growth;
  if (block !== undefined) return [halt(block)];
  if (away) return [halted('host-unreachable')];
  return [isDone ? { kind: 'ready' } : halted('not-settling')];
}

function repairOf({ step }: MasterVerdict, host: number): readonly Choice[] {
  switch (step) {
    case 'finish-join':
    case 'promote-learner':
    case 'remove-member':
    case 'delete-node':
    case 'reset-host':
      return [{ kind: 'act', action: step, host }];
    case 'complete':
    case 'join':
    case 'wait':
    case 'restart-kubelet':
    case 'unreachable':
    case 'blocked':
      return [];
  }
}

function joinOf(host: number, credentialsUsable: boolean): Choice {
  return { kind: 'act', action: credentialsUsable ? 'join-control-plane' : 'mint-credentials', host };
}

function halt(code: BlockCode): Choice {
  return { kind: 'halt', block: blockNumber(code) };
}
