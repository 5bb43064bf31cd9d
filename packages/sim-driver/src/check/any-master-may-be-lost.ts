import type { ClusterSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import { LOSS_BUDGET_MS, loseMaster } from '../invariants/loss-of-a-master.js';
import type { ClusterProperty } from './cluster-property.js';

/** What a cured fault may still leave to heal when the run has ended. */
const SETTLING_MS = 180_000;

/**
 * One property for each master: when the cluster is ready and that master loses its power, the rest keeps quorum and data, serves
 * the API through the control-plane endpoint and allows further joins, all within `withinMs`. False for fewer than three masters.
 */
export function anyMasterMayBeLost(
  spec: ClusterSpec,
  withinMs: number = LOSS_BUDGET_MS,
): readonly ClusterProperty[] {
  return hostsOf(spec, 'control-plane').map(({ name }) => ({
    kind: 'when-ready',
    id: `${name}-may-be-lost`,
    title: `after ready, the loss of ${name} is survived: quorum, API and further joins within ${withinMs / 1000} s`,
    check: (simulation) => {
      if (!simulation.spec.hosts.some((host) => host.name === name)) return undefined;
      simulation.advance(SETTLING_MS);
      const loss = loseMaster(simulation, name, withinMs);
      return typeof loss === 'string' ? loss : undefined;
    },
  }));
}
