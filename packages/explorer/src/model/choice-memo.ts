import type { ClusterSpec } from '@quorate/core';
import type { StateWords } from '../model.js';
import { StateStore } from '../state-store.js';
import type { Choice, ChoiceRules } from './choice.js';
import { choicesAt } from './choice.js';
import type { Decisions } from './decisions.js';
import { project } from './projection.js';
import { VerdictMemo } from './verdict-memo.js';

/** Choices are made once for each projection of a state, whatever its hosts are called, and found again by it. */
export class ChoiceMemo {
  readonly #rules: ChoiceRules;
  readonly #verdicts: VerdictMemo;
  readonly #projections: StateStore;
  /** By number of the projection, before and after patience is spent. */
  readonly #early: (readonly Choice[] | undefined)[] = [];
  readonly #late: (readonly Choice[] | undefined)[] = [];
  readonly #projection: Int32Array;
  readonly #places: Int32Array;

  constructor(decisions: Decisions, spec: ClusterSpec) {
    const masters = spec.hosts.length;
    const { mindsDoubtfulJoins } = decisions;
    this.#rules = { joinAttempts: spec.budgets.joinAttempts, mindsDoubtfulJoins };
    this.#verdicts = new VerdictMemo(decisions, spec);
    this.#projections = new StateStore(masters + 1);
    this.#projection = new Int32Array(masters + 1);
    this.#places = new Int32Array(masters);
  }

  /** What is permitted in this state; the host of a choice is a place of the projection, and `hostAt` tells which one it is. */
  choices(state: StateWords, patienceSpent: boolean): readonly Choice[] {
    project(state, this.#rules.joinAttempts, this.#projection, this.#places);
    const number = this.#projections.add(this.#projection);
    if (number === this.#early.length) {
      this.#early.push(undefined);
      this.#late.push(undefined);
    }
    const made = patienceSpent ? this.#late : this.#early;
    return (made[number] ??= this.#choose(patienceSpent));
  }

  /** The host, in the state that was asked about last, which stands at this place of its projection. */
  hostAt(place: number): number {
    return this.#places[place] ?? 0;
  }

  #choose(patienceSpent: boolean): readonly Choice[] {
    const verdicts = this.#verdicts.verdicts(this.#projection, patienceSpent);
    return choicesAt(verdicts, this.#rules, this.#projection, patienceSpent);
  }
}
