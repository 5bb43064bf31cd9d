import type { HostName, HostSpec } from '../../spec/cluster-spec.js';
import { hostNamed, hostsOf } from '../../spec/cluster-spec.js';
import type { ObserveCommand } from '../command.js';
import { observedPaths } from '../lower/observe-paths.js';
import type { LoweringContext } from '../lowering-context.js';
import type { CommandReport } from '../report.js';
import type { StepOutcomes } from '../step-plan.js';
import { Answers } from './answers.js';
import { readCluster } from './observe-cluster.js';
import { readHost } from './observe-host.js';
import { withPreparation } from './observe-preparation.js';
import { readPaths } from './observe-paths.js';

/** Always succeeds: what could not be seen is unknown in the observation, with the reason. */
export function readObserve(
  command: ObserveCommand,
  outcomes: StepOutcomes,
  context: LoweringContext,
): CommandReport {
  const probed = observedPaths(command, context.spec);
  const hosts: Record<HostName, ReturnType<typeof readHost>> = {};
  for (const name of command.hosts) {
    const spec = hostNamed(context.spec, name);
    const host = readHost(spec, command, new Answers(spec, outcomes), context);
    const paths = readPaths(name, probed, outcomes, context);
    const observed = paths.length === 0 ? host : { ...host, paths };
    hosts[name] = command.aspects.includes('preparation')
      ? withPreparation(observed, outcomes, context)
      : observed;
  }
  const asked = hostsOf(context.spec, 'control-plane').filter((host: HostSpec) =>
    command.hosts.includes(host.name),
  );
  const cluster = readCluster(
    asked.map((host) => ({ host: host.name, answers: new Answers(host, outcomes) })),
    command,
    context,
  );
  return { outcome: 'succeeded', facts: { kind: 'observed', observation: { hosts, cluster } } };
}
