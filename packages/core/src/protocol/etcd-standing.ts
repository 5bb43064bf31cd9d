import { membershipOf } from '../decisions/membership.js';
import { perObservation } from '../decisions/per-observation.js';
import { toleranceOf } from '../decisions/quorum.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

/** etcd as a teacher would put it. */
export type EtcdStanding =
  | 'unobserved'
  /** One voter. */
  | 'single'
  /** Has quorum, but the loss of one more voter would cost it. */
  | 'fragile'
  | 'tolerant'
  | 'lost';

const standingOf = perObservation((spec: ClusterSpec, observation: Observation): EtcdStanding => {
  const membership = membershipOf(spec, observation);
  if (!membership.known) return 'unobserved';
  const voters = membership.voters.length;
  const tolerance = toleranceOf(voters, membership.healthyVoters.length);
  if (tolerance < 0) return 'lost';
  if (voters === 1) return 'single';
  return tolerance === 0 ? 'fragile' : 'tolerant';
});

export function etcdStanding(context: ProtocolContext): EtcdStanding {
  const { observation, spec } = context;
  return observation === null ? 'unobserved' : standingOf(spec, observation);
}
