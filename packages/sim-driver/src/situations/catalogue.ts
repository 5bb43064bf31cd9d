import { CREDENTIAL_SITUATIONS } from './credentials.js';
import { HOST_SITUATIONS } from './hosts.js';
import { JOIN_SITUATIONS } from './joins.js';
import { MEMBERSHIP_SITUATIONS } from './membership.js';
import { RUN_SITUATIONS } from './runs.js';
import type { Situation } from './situation.js';

/** Every situation that tests must reach. */
export const SITUATIONS: readonly Situation[] = [
  ...MEMBERSHIP_SITUATIONS,
  ...JOIN_SITUATIONS,
  ...CREDENTIAL_SITUATIONS,
  ...HOST_SITUATIONS,
  ...RUN_SITUATIONS,
];
