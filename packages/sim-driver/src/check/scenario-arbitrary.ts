import type { ClusterSpec } from '@quorate/core';
import fc from 'fast-check';
import type { Scenario } from '../scenario/scenario.js';
import type { FaultsChoices } from './fault-arbitrary.js';
import { faults } from './fault-arbitrary.js';

/** A bootstrap of this cluster with faults. What it gives is plain JSON: a counterexample is a scenario file. */
export function scenario(spec: ClusterSpec, choices: FaultsChoices = {}): fc.Arbitrary<Scenario> {
  return fc
    .record({ faults: faults(spec, choices), seed: fc.nat({ max: 99_999 }) })
    .map((drawn) => ({ spec, ...drawn, late: {} }));
}
