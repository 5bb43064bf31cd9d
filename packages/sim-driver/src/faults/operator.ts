import type { FaultDefinition } from './fault.js';
import { BY_HAND_FAULTS } from './operator/by-hand.js';
import { ORCHESTRATOR_FAULTS } from './operator/orchestrators.js';

export const OPERATOR_FAULTS: readonly FaultDefinition[] = [...ORCHESTRATOR_FAULTS, ...BY_HAND_FAULTS];
