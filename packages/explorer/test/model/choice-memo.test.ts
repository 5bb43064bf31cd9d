import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlwaysProperty, BootstrapBounds, Decisions, Model, StateWords } from '../../src/index.js';
import { bootstrapModel, explore, protocolDecisions } from '../../src/index.js';
import { ChoiceMemo } from '../../src/model/choice-memo.js';
import { get, GLOBAL, globalOf, PHASE } from '../../src/model/layout.js';
import { modelSpec } from '../../src/model/model-spec.js';
import { coldChoices, named, sameSet } from './named-choices.js';

/** `false` where a look is taken and the memo answers otherwise than the guards that are asked anew. */
function memoAgrees(
  masters: number,
  joinAttempts = 2,
  decisions: Decisions = protocolDecisions,
): (state: StateWords) => boolean {
  const spec = modelSpec(masters, joinAttempts);
  const memo = new ChoiceMemo(decisions, spec);
  return (state) =>
    get(globalOf(state), GLOBAL.phase) !== PHASE.looking ||
    [false, true].every((patienceSpent) => {
      const remembered = named(memo.choices(state, patienceSpent), (place) => memo.hostAt(place));
      return sameSet(remembered, coldChoices(decisions, spec, state, patienceSpent));
    });
}

function successorsOf(model: Model, state: StateWords): readonly StateWords[] {
  const successors: StateWords[] = [];
  model.next(state, (successor) => successors.push(successor.slice()));
  return successors;
}

describe('what the memo remembers', () => {
  for (const bounds of [
    { masters: 2, faults: 2 },
    { masters: 3, faults: 2, learners: true },
    { masters: 3, faults: 2, joinAttempts: 1 },
  ] as const satisfies readonly BootstrapBounds[]) {
    it(`is what the guards answer in every state with ${JSON.stringify(bounds)}`, () => {
      const property: AlwaysProperty = {
        kind: 'always',
        name: 'the memo is honest',
        holds: memoAgrees(bounds.masters, 'joinAttempts' in bounds ? bounds.joinAttempts : 2),
      };
      const { ended, properties } = explore(bootstrapModel(bounds), { properties: [property] });
      expect(ended).toBe('exhausted');
      expect(properties).toMatchObject([{ verdict: 'holds' }]);
    });
  }

  it('is what the guards answer on random ways through five masters and seven faults, hosts in any order', () => {
    const agrees = memoAgrees(5);
    // The first successor is progress: without a preference for it, faults alone are met.
    const turn = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat() });
    const ways = fc.array(turn, { minLength: 100, maxLength: 200 });
    fc.assert(
      fc.property(fc.boolean(), ways, (learners, turns) => {
        const model = bootstrapModel({ masters: 5, faults: 7, learners });
        let state = model.initial;
        for (const turn of turns) {
          expect(agrees(state)).toBe(true);
          const successors = successorsOf(model, state);
          const next = successors[turn % successors.length];
          if (next === undefined) return;
          state = next;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is what wrong rules answer, too', () => {
    const wrong: Decisions = {
      ...protocolDecisions,
      step: (look, host) => {
        const real = protocolDecisions.step(look, host);
        return real.kind === 'blocked' ? { kind: 'unreachable', reason: 'ignored' } : real;
      },
      mayJoin: () => true,
    };
    const property: AlwaysProperty = {
      kind: 'always',
      name: 'the memo is honest',
      holds: memoAgrees(3, 2, wrong),
    };
    const { properties } = explore(bootstrapModel({ masters: 3, faults: 2 }), { properties: [property] });
    expect(properties).toMatchObject([{ verdict: 'holds' }]);
  });
});
