import type { ClusterSpec } from '@quorate/core';
import type { Emit, Model, StateWords } from '../model.js';
import { carryOut, noteLook, settleAnswer, toLooking } from './carry-out.js';
import { ChoiceMemo } from './choice-memo.js';
import { decide, endReady, standStill } from './decide.js';
import type { Decisions } from './decisions.js';
import { protocolDecisions } from './decisions.js';
import { describeState, describeStep, STEP, stepNumber } from './describe.js';
import { credentialsExpire, HOST_FAULTS, spendFault } from './faults.js';
import {
  ACTIONS,
  get,
  GLOBAL,
  globalOf,
  HOST,
  KUBEADM,
  PHASE,
  set,
  setGlobal,
  sortHosts,
  targetOf,
  wordAt,
} from './layout.js';
import { modelSpec } from './model-spec.js';
import { advance, isQuiescent, progressOf } from './progress.js';

export interface BootstrapBounds {
  /** 1 to 5. */
  readonly masters: number;
  /** How many faults strike in one run, at most; 0 to 7. */
  readonly faults: number;
  /** Members join as learners (kubeadm: the default from 1.29). */
  readonly learners?: boolean;
  /** Joins, or inits, of one host; 1 to 3. 2 when it is left out. */
  readonly joinAttempts?: number;
  readonly decisions?: Decisions;
}

/** The membership protocol from empty hosts on, decided by the guards of @quorate/core. */
export function bootstrapModel(bounds: BootstrapBounds): Model {
  const { masters, faults, learners = false, joinAttempts = 2, decisions = protocolDecisions } = bounds;
  inRange('masters', masters, 1, 5);
  inRange('faults', faults, 0, GLOBAL.faultsLeft.mask);
  inRange('joinAttempts', joinAttempts, 1, HOST.attempts.mask);
  const spec = modelSpec(masters, joinAttempts);
  const initial = new Int32Array(masters + 1);
  setGlobal(initial, set(set(0, GLOBAL.faultsLeft, faults), GLOBAL.credentials, 1));
  return {
    words: masters + 1,
    initial,
    next: successors(spec, decisions, learners),
    canonicalise: sortHosts,
    describeStep,
    describeState,
  };
}

function inRange(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name} is ${value}; a whole number from ${least} to ${most} was expected`);
}

function successors(
  spec: ClusterSpec,
  decisions: Decisions,
  learners: boolean,
): (state: StateWords, emit: Emit) => void {
  const memo = new ChoiceMemo(decisions, spec);
  const hosts = spec.hosts.length;
  const next = new Int32Array(hosts + 1);

  const copy = (state: StateWords): void => {
    for (let index = 0; index <= hosts; index++) next[index] = wordAt(state, index);
  };
  /** The world has changed: a run that stands still looks again. */
  const wake = (): void => {
    if (get(globalOf(next), GLOBAL.phase) === PHASE.halted) toLooking(next);
  };

  const choose = (state: StateWords, patienceSpent: boolean, emit: Emit, fault: boolean): void => {
    for (const choice of memo.choices(state, patienceSpent)) {
      if (choice.kind === 'wait') continue;
      copy(state);
      noteLook(next);
      if (choice.kind === 'act') decide(next, choice.action, memo.hostAt(choice.host), patienceSpent);
      else if (choice.kind === 'ready') endReady(next);
      else standStill(next, choice.block);
      if (fault) spendFault(next);
      emit(next, stepNumber(fault ? STEP.impatience : STEP.choice, 0), fault ? 'fault' : 'fair');
    }
  };

  const progress = (state: StateWords, emit: Emit): void => {
    for (let host = 0; host < hosts; host++) {
      const kind = progressOf(state, host);
      if (kind === 'none') continue;
      copy(state);
      advance(next, host, learners);
      wake();
      emit(
        next,
        stepNumber(
          kind === 'etcd-starts' ? STEP.etcd : kind === 'node-registers' ? STEP.node : STEP.kubeadm,
          host,
        ),
        'fair',
      );
    }
  };

  const orchestrate = (state: StateWords, emit: Emit): void => {
    const global = globalOf(state);
    const faultsLeft = get(global, GLOBAL.faultsLeft);
    const host = targetOf(state);
    switch (get(global, GLOBAL.phase)) {
      case PHASE.looking: {
        const quiescent = isQuiescent(state);
        choose(state, quiescent, emit, false);
        if (!quiescent && faultsLeft > 0) choose(state, true, emit, true);
        return;
      }
      case PHASE.decided:
        begin(state, emit);
        if (faultsLeft > 0) orchestratorCrashes(state, emit);
        return;
      case PHASE.inFlight:
        if (get(wordAt(state, host), HOST.kubeadm) === KUBEADM.none) {
          copy(state);
          settleAnswer(next, host);
          emit(next, stepNumber(STEP.answer, host), 'fair');
        }
        if (!decisions.oneAtATime) choose(state, false, emit, false);
        if (faultsLeft > 0) answerIsLost(state, host, emit);
        return;
    }
  };

  const begin = (state: StateWords, emit: Emit): void => {
    const host = targetOf(state);
    copy(state);
    carryOut(next, ACTIONS[get(globalOf(state), GLOBAL.action)] ?? 'initialise', host);
    emit(next, stepNumber(STEP.begin, host), 'fair');
  };

  const orchestratorCrashes = (state: StateWords, emit: Emit): void => {
    copy(state);
    toLooking(next);
    spendFault(next);
    emit(next, stepNumber(STEP.crash, 0), 'fault');
  };

  const answerIsLost = (state: StateWords, host: number, emit: Emit): void => {
    copy(state);
    const action = ACTIONS[get(globalOf(state), GLOBAL.action)] ?? 'initialise';
    toLooking(next);
    if (!decisions.looksAfterUnknown) decide(next, action, host, false);
    spendFault(next);
    emit(next, stepNumber(STEP.lost, host), 'fault');
  };

  const faults = (state: StateWords, emit: Emit): void => {
    const faultsLeft = get(globalOf(state), GLOBAL.faultsLeft);
    for (let host = 0; host < hosts; host++) {
      const word = wordAt(state, host);
      if (host > 0 && wordAt(state, host - 1) === word) continue;
      for (let index = 0; index < HOST_FAULTS.length; index++) {
        const fault = HOST_FAULTS[index];
        if (fault === undefined || (fault.free !== true && faultsLeft === 0)) continue;
        if (!fault.possible(state, word)) continue;
        copy(state);
        fault.strike(next, host);
        if (fault.free !== true) spendFault(next);
        wake();
        emit(next, stepNumber(STEP.fault + index, host), 'fault');
      }
    }
    if (faultsLeft === 0 || get(globalOf(state), GLOBAL.credentials) === 0) return;
    copy(state);
    credentialsExpire(next);
    spendFault(next);
    emit(next, stepNumber(STEP.expiry, 0), 'fault');
  };

  return (state, emit) => {
    const global = globalOf(state);
    const phase = get(global, GLOBAL.phase);
    if (phase === PHASE.ready) return;
    if (get(global, GLOBAL.flaw) !== 0) {
      if (phase === PHASE.decided) begin(state, emit);
      return;
    }
    progress(state, emit);
    orchestrate(state, emit);
    faults(state, emit);
  };
}
