import type { ClusterSpec } from '@quorate/core';
import type { StateWords } from '../model.js';
import type { Choice } from './choice.js';
import { choicesAt } from './choice.js';
import type { Decisions } from './decisions.js';
import { get, GLOBAL, globalOf, HOST, KUBEADM, POWER, wordAt } from './layout.js';

/** The guards are asked once for each thing that can be seen; the innermost loop finds their answer by one number. */
export class ChoiceMemo {
  readonly #decisions: Decisions;
  readonly #spec: ClusterSpec;
  readonly #known = new Map<number, readonly Choice[]>();

  constructor(decisions: Decisions, spec: ClusterSpec) {
    this.#decisions = decisions;
    this.#spec = spec;
  }

  choices(state: StateWords, patienceSpent: boolean): readonly Choice[] {
    const key = this.#keyOf(state, patienceSpent);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const choices = choicesAt(this.#decisions, this.#spec, state, patienceSpent);
    this.#known.set(key, choices);
    return choices;
  }

  /** Everything that a choice depends on, in mixed radix: below 2^53 for five masters. */
  #keyOf(state: StateWords, patienceSpent: boolean): number {
    const attempts = this.#spec.budgets.joinAttempts;
    let key = get(globalOf(state), GLOBAL.credentials) * 2 + (patienceSpent ? 1 : 0);
    let doubtful = 0;
    for (let host = 0; host < state.length - 1; host++) {
      const word = wordAt(state, host);
      const seen =
        ((get(word, HOST.power) * 4 + get(word, HOST.disk)) * 5 + get(word, HOST.member)) * 3 +
        get(word, HOST.node);
      // Of a host that is not reached it is known at most that a join was begun there.
      const reached = get(word, HOST.power) === POWER.on;
      const kubeadm = reached ? Number(get(word, HOST.kubeadm) !== KUBEADM.none) : get(word, HOST.joining);
      const tried = get(word, HOST.attempts) >= attempts ? 1 : 0;
      if (get(word, HOST.doubtful) === 1) doubtful = host + 1;
      key = key * 720 + seen * 4 + kubeadm * 2 + tried;
    }
    return key * 6 + doubtful;
  }
}
