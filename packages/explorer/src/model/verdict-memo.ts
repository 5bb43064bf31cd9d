import type { ClusterSpec } from '@quorate/core';
import type { StateWords } from '../model.js';
import { StateStore } from '../state-store.js';
import type { Decisions } from './decisions.js';
import { get, GLOBAL, globalOf } from './layout.js';
import { observe } from './observe.js';
import { SHOWN } from './projection.js';
import type { Verdicts } from './verdicts.js';
import { verdictsOn } from './verdicts.js';

/** The guards are asked once for each look: they do not see what the orchestrator remembers of its hosts. */
export class VerdictMemo {
  readonly #decisions: Decisions;
  readonly #spec: ClusterSpec;
  readonly #looks: StateStore;
  readonly #verdicts: Verdicts[] = [];
  readonly #look: Int32Array;

  constructor(decisions: Decisions, spec: ClusterSpec) {
    this.#decisions = decisions;
    this.#spec = spec;
    this.#looks = new StateStore(spec.hosts.length + 1);
    this.#look = new Int32Array(spec.hosts.length + 1);
  }

  /** `projection`: what `project` made of a state. */
  verdicts(projection: StateWords, patienceSpent: boolean): Verdicts {
    const masters = projection.length - 1;
    for (let host = 0; host < masters; host++) this.#look[host] = (projection[host] ?? 0) & SHOWN;
    this.#look[masters] = get(globalOf(projection), GLOBAL.credentials) * 2 + (patienceSpent ? 1 : 0);
    const known = this.#verdicts[this.#looks.add(this.#look)];
    if (known !== undefined) return known;
    const observation = observe(this.#spec, projection);
    const verdicts = verdictsOn(this.#decisions, this.#spec, projection, observation, patienceSpent);
    this.#verdicts.push(verdicts);
    return verdicts;
  }
}
