import type { FaultDefinition } from './fault.js';
import { IMAGE_PULL_FAULTS } from './process/image-pull.js';
import { KILL_FAULTS } from './process/kill.js';
import { REFUSE_POD_FAULTS } from './process/refuse-pod.js';
import { START_FAULTS } from './process/start.js';
import { STOP_FAULTS } from './process/stop.js';
import { UNIT_FAULTS } from './process/units.js';

export const PROCESS_FAULTS: readonly FaultDefinition[] = [
  ...KILL_FAULTS,
  ...STOP_FAULTS,
  ...START_FAULTS,
  ...IMAGE_PULL_FAULTS,
  ...REFUSE_POD_FAULTS,
  ...UNIT_FAULTS,
];
