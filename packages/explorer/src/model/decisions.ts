import type { ClusterSpec, ControlPlaneStep, HostSpec, Membership, Observation, Origin } from '@quorate/core';
import {
  clusterAuthority,
  controlPlaneStep,
  isDone,
  mayJoinControlPlane,
  membershipOf,
  originOf,
  STABLE_FOR_MS,
  STABLE_LOOKS,
  validityOf,
} from '@quorate/core';
import { LOOK_MS } from './observe.js';

/** What a decision is taken from: one look at every master. */
export interface Look {
  readonly spec: ClusterSpec;
  readonly observation: Observation;
  readonly membership: Membership;
  /** It has been waited as long as the budgets of the spec allow. */
  readonly patienceSpent: boolean;
  readonly credentialsExpireAtMs: number;
}

/** Every rule of the protocol that the model asks. A test replaces one to see that its absence is noticed. */
export interface Decisions {
  readonly origin: (look: Look) => Origin;
  readonly step: (look: Look, host: HostSpec) => ControlPlaneStep;
  readonly mayJoin: (look: Look, host: HostSpec) => boolean;
  readonly isDone: (look: Look) => boolean;
  readonly credentialsUsable: (look: Look) => boolean;
  /** Nothing is decided while a command is in flight. */
  readonly oneAtATime: boolean;
  /** No master joins while a join may be at work on a host that is not reached. */
  readonly mindsDoubtfulJoins: boolean;
  /** After an answer that was lost, nothing is decided before a look. */
  readonly looksAfterUnknown: boolean;
}

/** The rules as @quorate/core has them. */
export const protocolDecisions: Decisions = {
  origin: ({ spec, observation }) => originOf(spec, observation),
  step: stepOf,
  mayJoin: ({ spec, observation, membership }, host) =>
    mayJoinControlPlane({
      spec,
      observation,
      membership,
      host,
      stability: { sinceMs: LOOK_MS - STABLE_FOR_MS - 1, lastMs: LOOK_MS, count: STABLE_LOOKS },
      lastChangeEndedMs: LOOK_MS,
      nowMs: LOOK_MS,
    }).allowed,
  isDone: ({ spec, observation }) => isDone(spec, observation, LOOK_MS).allowed,
  credentialsUsable: ({ spec, credentialsExpireAtMs }) =>
    validityOf(credentialsExpireAtMs, LOOK_MS, spec) === 'valid',
  oneAtATime: true,
  mindsDoubtfulJoins: true,
  looksAfterUnknown: true,
};

export function lookAt(
  spec: ClusterSpec,
  observation: Observation,
  patienceSpent: boolean,
  credentialsValid: boolean,
): Look {
  return {
    spec,
    observation,
    membership: membershipOf(spec, observation),
    patienceSpent,
    credentialsExpireAtMs: LOOK_MS + (credentialsValid ? 2 * spec.budgets.joinTimeoutMs : -1),
  };
}

/** A wait that has lasted is told to the guard under the reason that the guard itself gave. */
function stepOf({ spec, observation, membership, patienceSpent }: Look, host: HostSpec): ControlPlaneStep {
  const ask = (reason: string | undefined): ControlPlaneStep =>
    controlPlaneStep({
      spec,
      observation,
      membership,
      host,
      clusterCa: clusterAuthority(spec, observation),
      // No pod is refused by a kubelet in this model.
      kubeletRestarted: true,
      wasReset: false,
      nowMs: LOOK_MS,
      waiting:
        reason === undefined
          ? undefined
          : { reason, sinceMs: LOOK_MS - Math.max(spec.budgets.joinTimeoutMs, spec.budgets.settleMs) },
    });
  const first = ask(undefined);
  return first.kind === 'wait' && patienceSpent ? ask(first.reason) : first;
}
