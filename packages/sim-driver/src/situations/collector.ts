import type { ExecutionEvent } from '@quorate/core';
import type { Simulation } from '../simulation/simulation.js';
import { SITUATIONS } from './catalogue.js';
import { RunHistory } from './run-history.js';
import type { Situation } from './situation.js';

/** Listens to one simulation and its runs. */
export interface Recording {
  readonly onEvent: (event: ExecutionEvent) => void;
  /** Judges what was shown so far, counts each situation that was reached once, and stops listening. */
  close(): readonly string[];
}

/** Counts over many simulations in how many of them each situation was reached. */
export class SituationCollector {
  readonly #situations: readonly Situation[];
  readonly #counts: Map<string, number>;

  constructor(situations: readonly Situation[] = SITUATIONS) {
    this.#situations = situations;
    this.#counts = new Map(situations.map(({ id }) => [id, 0]));
  }

  record(simulation: Simulation): Recording {
    const history = new RunHistory();
    const stop = simulation.world.trace.onRecord((record) => {
      history.record(record);
    });
    return {
      onEvent: (event) => {
        history.event(event);
      },
      close: () => {
        stop();
        const reached = this.#situations.filter((one) => one.reached(history)).map(({ id }) => id);
        for (const id of reached) this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
        return reached;
      },
    };
  }

  /** Simulations by situation, in the order of the list. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get unreached(): readonly string[] {
    return [...this.#counts].flatMap(([id, count]) => (count === 0 ? [id] : []));
  }
}
