import type { FaultDefinition } from './fault.js';
import { ANSWER_FAULTS } from './etcd/answers.js';
import { DATA_FAULTS } from './etcd/data.js';
import { ETCD_PROCESS_FAULTS } from './etcd/processes.js';
import { SPACE_FAULTS } from './etcd/space.js';

export const ETCD_FAULTS: readonly FaultDefinition[] = [
  ...ETCD_PROCESS_FAULTS,
  ...ANSWER_FAULTS,
  ...SPACE_FAULTS,
  ...DATA_FAULTS,
];
