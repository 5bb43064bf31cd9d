import type { BlockReason } from '../decisions/block-reason.js';
import { fitnessRemedies } from '../decisions/fitness-remedies.js';
import { bringIntoView, whyHidden } from '../decisions/hidden-host.js';
import { hostStanding } from '../decisions/host-standing.js';
import { lostFitness } from '../decisions/lost-fitness.js';
import { check } from '../decisions/verdict.js';
import type { HostObservation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';
import type { ProtocolContext } from './context.js';

/** A wait for one host found no end: what was waited for, for how long, and what the host shows instead. */
export function notSettling(
  { spec, observation }: ProtocolContext,
  host: HostSpec,
  reason: string,
  waitedMs: number,
): BlockReason {
  const { seen, lookAt } = hostStanding(observation, host);
  const lost = lostFitness(spec, observation, [host]);
  const hidden = isHidden(observation?.hosts[host.name]);
  return {
    code: 'not-settling',
    summary: `${reason} (for ${Math.round(waitedMs / 1000)} s)`,
    evidence: [
      check('host-settled', 'no', seen),
      ...hidden.map((one) => check('host-settled', 'unknown', `${host.name}: ${whyHidden(one)}`)),
      ...lost,
    ],
    remedies: [
      ...hidden.map((one) => bringIntoView(host.name, one)),
      ...fitnessRemedies(lost),
      `look at ${host.name}: ${lookAt.join(', ')}; the run goes on by itself`,
    ],
  };
}

/** It answers, and what decides about it could not be read. */
function isHidden(seen: HostObservation | undefined): readonly HostObservation[] {
  if (seen?.reachable !== 'yes') return [];
  return seen.files === undefined || seen.kubeadmRunning === 'unknown' ? [seen] : [];
}
