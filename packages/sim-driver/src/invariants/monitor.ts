import type { Simulation } from '../simulation/simulation.js';
import type { Invariant, Violation } from './invariant.js';
import { oneLeaderPerTerm, oneMembershipChangeAtATime, quorumAfterEveryChange } from './membership.js';
import {
  credentialsOutlastTheJoin,
  initOnOneHost,
  oneCluster,
  oneControlPlaneJoinAtATime,
} from './protocol.js';

/** Every invariant there is. Tests, generators and runs know no other list. */
export const INVARIANTS: readonly Invariant[] = [
  oneLeaderPerTerm,
  quorumAfterEveryChange,
  oneMembershipChangeAtATime,
  oneControlPlaneJoinAtATime,
  oneCluster,
  initOnOneHost,
  credentialsOutlastTheJoin,
];

export interface InvariantMonitor {
  /** In the order in which they happened. */
  readonly violations: readonly Violation[];
  stop(): void;
}

/** Checks the invariants after every trace record of a simulation. */
export function monitorInvariants(
  simulation: Simulation,
  invariants: readonly Invariant[] = INVARIANTS,
): InvariantMonitor {
  const violations: Violation[] = [];
  const watchers = invariants.map(({ id, watch }) => ({ id, check: watch(simulation) }));
  const stop = simulation.world.trace.onRecord((record) => {
    for (const { id, check } of watchers) {
      const message = check(record);
      if (message !== undefined) violations.push({ invariant: id, atUs: record.atUs, message });
    }
  });
  return { violations, stop };
}
