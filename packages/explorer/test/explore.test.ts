import { describe, expect, it } from 'vitest';
import type { Model, Property } from '../src/index.js';
import { explore, exploreInTurns } from '../src/index.js';

/** A counter from 0 that may be raised by one or two, up to `top`; `back` leads from the top to 0, as a fair step or as a fault. */
function counter(top: number, back?: 'fair' | 'fault'): Model {
  const next = new Int32Array(1);
  return {
    words: 1,
    initial: new Int32Array(1),
    next: (state, emit) => {
      const value = state[0] ?? 0;
      for (const by of [1, 2]) {
        next[0] = value + by;
        if (value + by <= top) emit(next, by, 'fair');
      }
      next[0] = 0;
      if (value === top && back !== undefined) emit(next, 0, back);
    },
    canonicalise: () => undefined,
    describeStep: (step) => `+${step}`,
    describeState: (state) => String(state[0]),
  };
}

const at = (value: number) => (state: Int32Array) => state[0] === value;

describe('exploreInTurns', () => {
  const options = { properties: [{ kind: 'eventually', name: 'top', holds: at(5000) }] } as const;

  it('sees the same as without turns', async () => {
    let turns = 0;
    const turn = (): Promise<void> => {
      turns += 1;
      return Promise.resolve();
    };
    expect(await exploreInTurns(counter(5000), options, turn)).toEqual(explore(counter(5000), options));
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  it('ends where a turn ends it', async () => {
    const stop = new Error('stop');
    await expect(exploreInTurns(counter(5000), options, () => Promise.reject(stop))).rejects.toBe(stop);
  });
});

describe('explore', () => {
  it('counts every state once, and says that it has seen them all', () => {
    expect(explore(counter(5000))).toMatchObject({
      states: 5001,
      transitions: 9999,
      depth: 2500,
      ended: 'exhausted',
      properties: [],
    });
  });

  it('tells the shortest way to a state that breaks what always holds', () => {
    const never: Property = { kind: 'always', name: 'never 5', holds: (state) => !at(5)(state) };
    const [verdict] = explore(counter(9), { properties: [never] }).properties;
    expect(verdict).toMatchObject({ verdict: 'fails', trace: { end: 'state' } });
    expect(verdict?.trace?.steps.map(({ state }) => state)).toHaveLength(3);
    expect(verdict?.trace?.steps.at(-1)?.state).toBe('5');
  });

  it('stops at a counterexample when it is told to', () => {
    const never: Property = { kind: 'always', name: 'never 2', holds: (state) => !at(2)(state) };
    const result = explore(counter(9), { properties: [never], stopAtCounterexample: true });
    expect(result).toMatchObject({ ended: 'counterexample', states: 3 });
  });

  it('leaves undecided what a bound did not let it see', () => {
    const properties: readonly Property[] = [
      { kind: 'always', name: 'small', holds: (state) => (state[0] ?? 0) < 8 },
      { kind: 'sometimes', name: 'nine', holds: at(9) },
      { kind: 'eventually', name: 'nine', holds: at(9) },
    ];
    for (const [bound, ended] of [
      [{ maxStates: 4 }, 'state-bound'],
      [{ maxDepth: 2 }, 'depth-bound'],
    ] as const) {
      const result = explore(counter(9), { properties, ...bound });
      expect(result.ended).toBe(ended);
      expect(result.properties.map(({ verdict }) => verdict)).toEqual([
        'undecided',
        'undecided',
        'undecided',
      ]);
    }
  });

  const nine: Property = { kind: 'eventually', name: 'nine', holds: at(9) };

  it('proves that a goal is reached on every way', () => {
    expect(explore(counter(9), { properties: [nine] }).properties).toMatchObject([{ verdict: 'holds' }]);
  });

  it('shows where a way ends without the goal', () => {
    const four: Property = { kind: 'eventually', name: 'four', holds: at(4) };
    const [verdict] = explore(counter(9), { properties: [four] }).properties;
    expect(verdict).toMatchObject({ verdict: 'fails', trace: { end: 'stuck' } });
    expect(verdict?.trace?.steps.map(({ state }) => state)).not.toContain('4');
    expect(verdict?.trace?.steps.at(-1)?.state).toBe('9');
  });

  it('shows a circle of fair steps, and does not count on faults', () => {
    const ten: Property = { kind: 'eventually', name: 'ten', holds: at(10) };
    expect(explore(counter(9, 'fair'), { properties: [ten] }).properties).toMatchObject([
      { verdict: 'fails', trace: { end: 'circle' } },
    ]);
    expect(explore(counter(9, 'fault'), { properties: [ten] }).properties).toMatchObject([
      { verdict: 'fails', trace: { end: 'stuck' } },
    ]);
  });
});
