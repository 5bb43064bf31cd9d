import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { hostFitness } from './host-fitness.js';
import type { Check, CheckId } from './verdict.js';

/** What a host that has joined can still lose; its kubelet, its certificates or its member suffer from it and do not say why. */
const LOSABLE: ReadonlySet<CheckId> = new Set(['host-identity', 'host-address', 'host-clock', 'host-swap']);

/** Of these hosts, what was right when they joined and is not any more: the likely cause of what does not come right. */
export function lostFitness(
  spec: ClusterSpec,
  observation: Observation | null,
  hosts: readonly HostSpec[],
): readonly Check[] {
  if (observation === null) return [];
  return hosts.flatMap((host) =>
    hostFitness(spec, observation, host).filter(({ id, holds }) => holds === 'no' && LOSABLE.has(id)),
  );
}
