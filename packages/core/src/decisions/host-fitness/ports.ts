import type { ListeningSocket } from '../../observation/host-capacity.js';
import type { HostObservation } from '../../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import { isNewcomer } from '../kubernetes-files.js';
import { portsToBeFree } from '../kubeadm-preflight.js';
import type { Check } from '../verdict.js';
import { check } from '../verdict.js';
import type { Defect } from './judge-fact.js';
import { judgeFact } from './judge-fact.js';

/** On a host that holds nothing yet nobody may listen where kubeadm's components will. */
export function portsCheck(spec: ClusterSpec, host: HostSpec, seen: HostObservation): Check {
  if (!isNewcomer(seen))
    return check('host-ports-free', 'yes', `${host.name} already runs what listens on its ports`);
  const question = { id: 'host-ports-free', host: host.name, about: 'ports in use' } as const;
  return judgeFact(spec, question, seen.capacity?.listeners, (listeners) => ({
    fine: `nobody listens on ${portsToBeFree(host).join(', ')}`,
    defects: portsToBeFree(host).flatMap((port) => takenPort(listeners, port)),
  }));
}

/** kubeadm binds the port on all addresses: a listener on any one of them is in the way. */
function takenPort(listeners: readonly ListeningSocket[], port: number): readonly Defect[] {
  const taken = listeners.find((listener) => listener.port === port);
  return taken === undefined
    ? []
    : [{ text: `port ${port} is in use by ${holder(taken)}`, waiver: `Port-${port}` }];
}

function holder({ process, address }: ListeningSocket): string {
  return `${process ?? 'a process that is not shown'} at ${address}`;
}

/** The load balancer that we configure gets the port of the endpoint; only its own program may hold it already. */
export function endpointPortCheck(spec: ClusterSpec, host: HostSpec, seen: HostObservation): Check {
  const { port } = spec.controlPlaneEndpoint;
  const program = spec.loadBalancer?.kind ?? '';
  const question = { id: 'endpoint-port-free', host: host.name, about: 'ports in use' } as const;
  const fact = seen.capacity?.listeners;
  if (fact?.kind === 'told') {
    const strangers = fact.value.filter((one) => one.port === port && one.process !== program);
    if (strangers.length > 0 && strangers.every((one) => one.process === undefined)) {
      return check(
        'endpoint-port-free',
        'unknown',
        `${host.name}: port ${port} is in use by a process that is not shown`,
      );
    }
  }
  return judgeFact(spec, question, fact, (listeners) => ({
    fine: `port ${port} is free for ${program}`,
    defects: listeners
      .filter((one) => one.port === port && one.process !== program)
      .map((one) => ({ text: `port ${port} is in use by ${holder(one)}` })),
  }));
}
