import { LEASE_RULES } from './lease-rules.js';
import { MEMBERSHIP_RULES } from './membership-rules.js';
import type { PlantedRule } from './rule.js';
import { RUN_RULES } from './run-rules.js';
import { SIMULATOR_RULES } from './simulator-rules.js';

/** Every wrong rule; a suite that lets one of them through proves nothing. */
export const PLANTED_RULES: readonly PlantedRule[] = [
  ...MEMBERSHIP_RULES,
  ...RUN_RULES,
  ...LEASE_RULES,
  ...SIMULATOR_RULES,
];
