import { FAULT_CATALOGUE, INVARIANTS, SITUATIONS } from '@quorate/sim-driver';
import { GOLDEN_SCENARIOS } from '../../packages/sim-driver/test/golden/scenario-list.js';
import { EXHIBITS } from '../../packages/sim-driver/test/museum/museum.js';
import { PLANTED_RULES } from '../planted/rules.js';

/** How much there is of what the tests go through, each one of it. */
export function counts() {
  return {
    faultKinds: FAULT_CATALOGUE.length,
    invariants: INVARIANTS.length,
    situations: SITUATIONS.length,
    goldenScenarios: Object.keys(GOLDEN_SCENARIOS).length,
    museumExhibits: EXHIBITS.length,
    plantedRules: PLANTED_RULES.length,
  };
}
