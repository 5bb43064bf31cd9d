import { latePromotion } from './etcd/answers.js';
import { corruptMember, wipeInitMember, wipeMember } from './etcd/data.js';
import { killLeader, killLearner, neverStarts } from './etcd/processes.js';
import { noSpace } from './etcd/space.js';
import type { FaultDefinition } from './fault.js';

export const ETCD_FAULTS: readonly FaultDefinition[] = [
  neverStarts,
  killLeader,
  killLearner,
  latePromotion,
  noSpace,
  wipeMember,
  wipeInitMember,
  corruptMember,
];
