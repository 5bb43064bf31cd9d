import { committedDataSurvives } from './committed-data.js';
import { credentialsOutlastTheJoin } from './credentials.js';
import { blockedForATrueReason, readyIsTrue, runEnds } from './endings.js';
import { initOnOneHost, oneCluster, oneControlPlaneJoinAtATime } from './hosts.js';
import type { Invariant, InvariantId } from './invariant.js';
import { lastCopyKept } from './last-copy.js';
import { oneLeaderPerTerm, oneMembershipChangeAtATime } from './membership.js';
import { nothingBeforeItsPrecondition } from './order.js';
import { noChangeOnOldFacts, noChangeWithoutPermit } from './permits.js';
import { quorumAfterEveryChange } from './quorum-after-every-change.js';
import { readyClusterUntouched } from './ready-cluster.js';
import { refusalExplained } from './refusals.js';
import { noSecretShown } from './secrets.js';

/** Every invariant there is. Tests, generators and runs know no other list. */
export const INVARIANTS: readonly Invariant[] = [
  oneLeaderPerTerm,
  committedDataSurvives,
  lastCopyKept,
  quorumAfterEveryChange,
  oneMembershipChangeAtATime,
  oneControlPlaneJoinAtATime,
  oneCluster,
  initOnOneHost,
  credentialsOutlastTheJoin,
  nothingBeforeItsPrecondition,
  noChangeOnOldFacts,
  noChangeWithoutPermit,
  readyClusterUntouched,
  refusalExplained,
  noSecretShown,
  readyIsTrue,
  blockedForATrueReason,
  runEnds,
];

/** Title and formula of an invariant, for explanations. */
export function invariantOf(id: InvariantId): Invariant {
  const found = INVARIANTS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no invariant ${id}`);
  return found;
}
