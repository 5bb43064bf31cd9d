import type { Trace, TraceEnd, TraceStep } from './exploration.js';
import type { ReachedStates } from './explore.js';
import type { Model, StateWords } from './model.js';

/**
 * The steps from the initial state to a state that was reached, and on along `way`. States are stored without names (symmetry),
 * so the steps are taken once more, by their names this time.
 */
export function traceTo(
  model: Model,
  { store, parents }: ReachedStates,
  number: number,
  way?: readonly number[],
): Trace {
  const path: number[] = [];
  for (let at = number; at > 0; at = parents.at(at)) path.unshift(at);
  const steps: TraceStep[] = [];
  let named: StateWords = model.initial.slice();
  const wanted = new Int32Array(model.words);
  for (const at of [...path, ...(way ?? [])]) {
    store.read(at, wanted);
    named = take(model, named, wanted, steps);
  }
  return { steps, end: endOf(number, way) };
}

function endOf(number: number, way: readonly number[] | undefined): TraceEnd {
  if (way === undefined) return 'state';
  const last = way.at(-1);
  return last !== undefined && (last === number || way.indexOf(last) < way.length - 1) ? 'circle' : 'stuck';
}

/** Takes the step that leads from `named` to the state that `wanted` stands for, and notes it. */
function take(model: Model, named: StateWords, wanted: StateWords, steps: TraceStep[]): StateWords {
  let taken: StateWords | undefined;
  model.next(named, (successor, step) => {
    if (taken !== undefined) return;
    const canonical = successor.slice();
    model.canonicalise(canonical);
    if (!canonical.every((word, index) => word === wanted[index])) return;
    taken = successor.slice();
    steps.push({ step: model.describeStep(step, taken), state: model.describeState(taken) });
  });
  if (taken === undefined)
    throw new Error('no step of the model leads to a state that was reached: it is not deterministic');
  return taken;
}
