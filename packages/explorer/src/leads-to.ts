import type { ReachedStates } from './explore.js';
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
  for (let edge = reached.fairFrom.length - 1; edge >= 0; edge--) {
    const to = reached.fairTo.at(edge);
    if (certain[to] === 0) escape[reached.fairFrom.at(edge)] = to;
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
  { store, fairFrom, fairTo }: ReachedStates,
  property: EventuallyProperty,
): Uint8Array {
  const count = store.size;
  const open = new Int32Array(count);
  const starts = new Int32Array(count + 1);
  for (let edge = 0; edge < fairFrom.length; edge++) {
    open[fairFrom.at(edge)] = (open[fairFrom.at(edge)] ?? 0) + 1;
    starts[fairTo.at(edge) + 1] = (starts[fairTo.at(edge) + 1] ?? 0) + 1;
  }
  for (let state = 0; state < count; state++)
    starts[state + 1] = (starts[state + 1] ?? 0) + (starts[state] ?? 0);
  const sources = new Int32Array(fairFrom.length);
  const filled = starts.slice();
  for (let edge = 0; edge < fairFrom.length; edge++) {
    const place = filled[fairTo.at(edge)] ?? 0;
    sources[place] = fairFrom.at(edge);
    filled[fairTo.at(edge)] = place + 1;
  }
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
