import type { ControlPlaneStep } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import type { AlwaysProperty, BootstrapBounds, Decisions } from '../../src/index.js';
import { bootstrapModel, explore, protocolDecisions } from '../../src/index.js';
import { get, GLOBAL, globalOf, PHASE } from '../../src/model/layout.js';
import { modelSpec } from '../../src/model/model-spec.js';
import { planOfCore } from './core-plan.js';
import { coldChoices, sameSet } from './named-choices.js';

/** Of the looks at an established cluster: how many choices were compared, and the first pair that differs. */
interface Comparison {
  compared: number;
  difference?: { readonly core: readonly string[]; readonly model: readonly string[] };
}

function compareWithCore(bounds: BootstrapBounds, decisions: Decisions = protocolDecisions): Comparison {
  const seen: Comparison = { compared: 0 };
  const spec = modelSpec(bounds.masters, 2);
  const property: AlwaysProperty = {
    kind: 'always',
    name: 'the model chooses as the plan of core',
    holds: (state) =>
      get(globalOf(state), GLOBAL.phase) !== PHASE.looking ||
      [false, true].every((patienceSpent) => {
        const core = planOfCore(spec, state, patienceSpent);
        if (core === undefined) return true;
        const model = coldChoices(decisions, spec, state, patienceSpent);
        seen.compared++;
        if (sameSet(core, model)) return true;
        seen.difference ??= { core: [...core], model: [...model] };
        return false;
      }),
  };
  const { ended } = explore(bootstrapModel(bounds), { properties: [property], stopAtCounterexample: true });
  expect(ended).toBe(seen.difference === undefined ? 'exhausted' : 'counterexample');
  return seen;
}

describe('the choices of the model', () => {
  for (const [bounds, compared] of [
    [{ masters: 2, faults: 2 }, 574],
    [{ masters: 3, faults: 2 }, 2082],
    [{ masters: 3, faults: 2, learners: true }, 2884],
    [{ masters: 4, faults: 1 }, 310],
  ] as const satisfies readonly (readonly [BootstrapBounds, number])[]) {
    it(`are those of core's own plan in every state with ${JSON.stringify(bounds)}`, () => {
      expect(compareWithCore(bounds)).toEqual({ compared });
    });
  }

  for (const [rule, step] of [
    ['a repair is forgotten', (real) => (real.kind === 'remove-member' ? { kind: 'complete' } : real)],
    ['a wait is skipped', (real) => (real.kind === 'wait' ? { kind: 'complete' } : real)],
    ['a host out of sight is skipped', (real) => (real.kind === 'unreachable' ? { kind: 'complete' } : real)],
  ] as const satisfies readonly (readonly [string, (real: ControlPlaneStep) => ControlPlaneStep])[]) {
    it(`would be seen to differ if ${rule}`, () => {
      const wrong: Decisions = {
        ...protocolDecisions,
        step: (look, host) => step(protocolDecisions.step(look, host)),
      };
      expect(compareWithCore({ masters: 3, faults: 1 }, wrong).difference).toBeDefined();
    });
  }

  it('would be seen to differ if a join in doubt were not minded', () => {
    const wrong: Decisions = { ...protocolDecisions, mindsDoubtfulJoins: false };
    expect(compareWithCore({ masters: 3, faults: 2 }, wrong).difference).toBeDefined();
  });
});
