import type { Exploration, PropertyVerdict } from './exploration.js';
import { GrowingInts } from './growing-ints.js';
import { firstWithoutGoal } from './leads-to.js';
import type { Emit, EventuallyProperty, Model, Property, StateWords } from './model.js';
import { StateStore } from './state-store.js';
import { traceTo } from './trace.js';

export interface ExploreOptions {
  readonly properties?: readonly Property[];
  /** No further state is taken in after so many. */
  readonly maxStates?: number;
  /** States so many steps away are not looked beyond. */
  readonly maxDepth?: number;
  /** Ends at the first state that breaks an `always` property. */
  readonly stopAtCounterexample?: boolean;
}

/** The states that were reached, each with the step and the state that it was first reached by. */
export interface ReachedStates {
  readonly store: StateStore;
  readonly parents: GrowingInts;
  readonly fairSteps: FairSteps;
}

/** What fair steps lead to; those that leave a state lie together, in the order of the states. */
export interface FairSteps {
  /** By state: where its steps begin in `to`. It has one entry more than there are states. */
  readonly starts: GrowingInts;
  readonly to: GrowingInts;
}

/** Of the model of a bootstrap less than a tenth of a second, also on a slow machine. */
const STATES_A_TURN = 512;

/** Visits every state that a model can reach, nearest first, so that the first trace to anything is a shortest one. */
export function explore(model: Model, options: ExploreOptions = {}): Exploration {
  const search = exploring(model, options);
  for (;;) {
    const bit = search.next();
    if (bit.done === true) return bit.value;
  }
}

/** The same, with a `turn` for others every few hundred states. What it rejects with ends the exploration. */
export async function exploreInTurns(
  model: Model,
  options: ExploreOptions,
  turn: () => Promise<void>,
): Promise<Exploration> {
  const search = exploring(model, options);
  for (;;) {
    const bit = search.next();
    if (bit.done === true) return bit.value;
    await turn();
  }
}

function* exploring(model: Model, options: ExploreOptions): Generator<undefined, Exploration> {
  const { properties = [], maxStates = 50_000_000, maxDepth = Infinity } = options;
  const eventually = properties.filter((one): one is EventuallyProperty => one.kind === 'eventually');
  const reached: ReachedStates = {
    store: new StateStore(model.words),
    parents: new GrowingInts(),
    fairSteps: { starts: new GrowingInts(), to: new GrowingInts() },
  };
  const { store, parents, fairSteps } = reached;
  const watched = properties
    .filter((one) => one.kind !== 'eventually')
    .map((property) => ({ property, at: -1 }));
  /** Those of which nothing is decided yet. */
  let open = watched;
  const scratch = new Int32Array(model.words);
  const run = { transitions: 0, stopped: false };
  let ended: Exploration['ended'] = 'exhausted';

  const takeIn = (state: StateWords, parent: number): number => {
    for (let word = 0; word < model.words; word++) scratch[word] = state[word] ?? 0;
    model.canonicalise(scratch);
    const before = store.size;
    const number = store.add(scratch);
    if (number < before) return number;
    parents.push(parent);
    for (const watch of open) {
      if (watch.property.holds(scratch) === (watch.property.kind === 'always')) continue;
      watch.at = number;
      open = open.filter((one) => one !== watch);
      if (watch.property.kind === 'always' && options.stopAtCounterexample === true) run.stopped = true;
    }
    return number;
  };

  let from = 0;
  const emit: Emit = (successor, _step, fairness) => {
    run.transitions++;
    const to = takeIn(successor, from);
    if (eventually.length > 0 && fairness === 'fair') fairSteps.to.push(to);
  };

  takeIn(model.initial, -1);
  const current = new Int32Array(model.words);
  let depth = 0;
  let levelEnd = 1;
  let number = 0;
  for (; number < store.size && !run.stopped; number++) {
    if (number % STATES_A_TURN === 0) yield;
    if (store.size >= maxStates) {
      ended = 'state-bound';
      break;
    }
    if (number === levelEnd) {
      depth++;
      levelEnd = store.size;
    }
    if (depth >= maxDepth) {
      ended = 'depth-bound';
      break;
    }
    store.read(number, current);
    from = number;
    fairSteps.starts.push(fairSteps.to.length);
    model.next(current, emit);
  }
  fairSteps.starts.push(fairSteps.to.length);
  if (run.stopped) ended = 'counterexample';
  yield;

  const seen = watched.map(({ property, at }): PropertyVerdict => {
    const { name, kind } = property;
    if (at >= 0) {
      const verdict = kind === 'always' ? 'fails' : 'holds';
      return { name, kind, verdict, trace: traceTo(model, reached, at) };
    }
    const otherwise = kind === 'always' ? 'holds' : 'fails';
    return { name, kind, verdict: ended === 'exhausted' ? otherwise : 'undecided' };
  });
  const promised = eventually.map((property): PropertyVerdict => {
    const { name, kind } = property;
    if (ended !== 'exhausted') return { name, kind, verdict: 'undecided' };
    const missing = firstWithoutGoal(model, reached, property);
    return missing === undefined
      ? { name, kind, verdict: 'holds' }
      : { name, kind, verdict: 'fails', trace: traceTo(model, reached, missing.state, missing.way) };
  });
  return {
    states: store.size,
    transitions: run.transitions,
    depth,
    ended,
    bytes: store.bytes + parents.bytes + fairSteps.starts.bytes + fairSteps.to.bytes,
    properties: [...seen, ...promised],
  };
}
