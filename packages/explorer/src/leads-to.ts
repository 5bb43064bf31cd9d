import type { FairSteps, ReachedStates } from './explore.js';
import type { EventuallyProperty, Model } from './model.js';

export interface WithoutGoal {
  readonly state: number;
  /** The fair steps from there that never meet the goal; its last state is stuck or stands in it twice. */
  readonly way: readonly number[];
}

/** The nearest state from which fair steps alone need not lead to the goal; undefined when there is none. */
export function firstWithoutGoal(
  model: Model,
  reached: ReachedStates,
  property: EventuallyProperty,
): WithoutGoal | undefined {
  const count = reached.store.size;
  const certain = statesCertainOfGoal(model, reached, property);
  const escape = new Int32Array(count).fill(-1);
  const { starts, to: leadsTo } = reached.fairSteps;
  for (let state = 0; state < count; state++) {
    for (let edge = starts.at(state); edge < starts.at(state + 1) && escape[state] === -1; edge++)
      if (certain[leadsTo.at(edge)] === 0) escape[state] = leadsTo.at(edge);
  }
  for (let state = 0; state < count; state++) {
    if (certain[state] === 1) continue;
    const way: number[] = [];
    const met = new Set([state]);
    for (let to = escape[state] ?? -1; to >= 0; to = escape[to] ?? -1) {
      way.push(to);
      if (met.has(to)) break;
      met.add(to);
    }
    return { state, way };
  }
  return undefined;
}

/** 1 for each state where the goal holds, or that has fair steps which all lead to such states. */
function statesCertainOfGoal(
  model: Model,
  { store, fairSteps }: ReachedStates,
  property: EventuallyProperty,
): Uint8Array {
  const count = store.size;
  const { starts, sources, open } = reversed(fairSteps, count);
  const certain = new Uint8Array(count);
  const queue: number[] = [];
  const words = new Int32Array(model.words);
  for (let state = 0; state < count; state++) {
    store.read(state, words);
    if (!property.holds(words)) continue;
    certain[state] = 1;
    queue.push(state);
  }
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (let place = starts[state] ?? 0; place < (starts[state + 1] ?? 0); place++) {
      const source = sources[place] ?? 0;
      open[source] = (open[source] ?? 0) - 1;
      if (certain[source] === 1 || open[source] !== 0) continue;
      certain[source] = 1;
      queue.push(source);
    }
  }
  return certain;
}

/** The fair steps by the state that they lead to, and how many leave each state. */
function reversed(
  { starts: begins, to: leadsTo }: FairSteps,
  count: number,
): { readonly starts: Int32Array; readonly sources: Int32Array; readonly open: Int32Array } {
  const open = new Int32Array(count);
  const starts = new Int32Array(count + 1);
  for (let state = 0; state < count; state++) open[state] = begins.at(state + 1) - begins.at(state);
  for (let edge = 0; edge < leadsTo.length; edge++) {
    const after = leadsTo.at(edge) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let state = 0; state < count; state++)
    starts[state + 1] = (starts[state + 1] ?? 0) + (starts[state] ?? 0);
  const sources = new Int32Array(leadsTo.length);
  const filled = starts.slice();
  for (let state = 0; state < count; state++) {
    for (let edge = begins.at(state); edge < begins.at(state + 1); edge++) {
      const to = leadsTo.at(edge);
      const place = filled[to] ?? 0;
      sources[place] = state;
      filled[to] = place + 1;
    }
  }
  return { starts, sources, open };
}
