import type { ObserveCommand } from '../commands/command.js';
import { EVERY_ASPECT } from '../commands/command.js';
import { lower } from '../commands/lower.js';
import { read } from '../commands/read.js';
import { invariant } from '../foundation/invariant.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { Hands } from './run-plan.js';
import { runPlan } from './run-plan.js';

export interface ObserveOptions extends Hands {
  readonly spec: ClusterSpec;
}

/**
 * One look at every host of a specification, at everything that the protocol ever looks at. Changes nothing and never rejects:
 * a host that cannot be reached is seen as that.
 */
export async function observeCluster({ spec, ...hands }: ObserveOptions): Promise<Observation> {
  const command: ObserveCommand = {
    kind: 'observe',
    hosts: spec.hosts.filter((host) => host.role !== 'jumpbox').map((host) => host.name),
    aspects: spec.preparation === undefined ? EVERY_ASPECT : [...EVERY_ASPECT, 'preparation'],
  };
  const context = { spec, secret: () => undefined, nowMs: hands.clock.nowMs() };
  const plan = lower(command, context);
  const { facts } = read(command, plan, await runPlan(plan, hands), context).report;
  invariant(facts.kind === 'observed', 'a look gives an observation', facts.kind);
  return facts.observation;
}
