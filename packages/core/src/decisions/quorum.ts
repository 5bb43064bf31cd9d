/** Votes needed among `voters` (etcd: floor(n/2)+1). Counted over voters, started or not, never over the healthy. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** How many voters may be lost while the rest still has quorum. Negative: it is lost already. */
export function toleranceOf(voters: number, healthy: number): number {
  return healthy - quorumOf(voters);
}

export interface Projection {
  readonly votersAfter: number;
  readonly quorumAfter: number;
  /** Healthy voters in the worst case: whoever the change brings in is counted as down. */
  readonly healthyAfter: number;
  readonly holds: boolean;
  /** The window 1 → 2, in which the newcomer's death costs quorum: unavoidable, so permitted and said. */
  readonly window: boolean;
}

/** The member list with one more voter, which is counted as down. */
export function projectAddition(voters: number, healthy: number): Projection {
  const votersAfter = voters + 1;
  const quorumAfter = quorumOf(votersAfter);
  const window = voters === 1 && healthy === 1;
  return { votersAfter, quorumAfter, healthyAfter: healthy, holds: window || healthy >= quorumAfter, window };
}

/** The member list without one voter. */
export function projectRemoval(voters: number, healthy: number, removedIsHealthy: boolean): Projection {
  const votersAfter = voters - 1;
  const quorumAfter = quorumOf(votersAfter);
  const healthyAfter = removedIsHealthy ? healthy - 1 : healthy;
  return {
    votersAfter,
    quorumAfter,
    healthyAfter,
    holds: votersAfter > 0 && healthyAfter >= quorumAfter,
    window: false,
  };
}

export function describeProjection(projection: Projection, countedDown: string): string {
  const { votersAfter, quorumAfter, healthyAfter } = projection;
  const counts = `${votersAfter} voters after the change, quorum ${quorumAfter}, ${healthyAfter} healthy${countedDown}`;
  if (projection.window) {
    return `${counts}: the known window 1 → 2, the newcomer's death before it has started would cost quorum`;
  }
  return counts;
}
