import type { ClusterSpec, HostSpec, Observation } from '@quorate/core';
import type { Simulation } from '../simulation/simulation.js';
import type { Assumptions } from './assumptions.js';
import { carryOut } from './carry-out.js';

const EXTERNAL = 'external-load-balancer';

/** The specification with a host for somebody else's load balancer, so that its endpoint leads somewhere. */
export function withBalancerHost(spec: ClusterSpec, assumptions: Assumptions): ClusterSpec {
  if (spec.loadBalancer?.kind !== 'external') return spec;
  const { host: address } = spec.controlPlaneEndpoint;
  if (spec.hosts.some((host) => host.advertiseAddress === address)) return spec;
  assumptions.add('the external load balancer forwards to every master whose apiserver answers');
  const balancer: HostSpec = {
    name: EXTERNAL,
    role: 'load-balancer',
    ssh: { address, port: 22 },
    advertiseAddress: address,
  };
  return { ...spec, loadBalancer: { kind: 'nginx', host: EXTERNAL }, hosts: [...spec.hosts, balancer] };
}

/** A load balancer that led to an apiserver, or listens, is configured for every master, by the steps of the protocol. */
export async function configureBalancer(
  simulation: Simulation,
  observation: Observation,
  assumptions: Assumptions,
): Promise<void> {
  const { spec } = simulation;
  const { loadBalancer, controlPlaneEndpoint } = spec;
  if (loadBalancer === undefined || loadBalancer.kind === 'external') return;
  const external = loadBalancer.host === EXTERNAL;
  const leads = Object.values(observation.hosts).some(
    ({ apiReadyViaEndpoint }) => apiReadyViaEndpoint === 'yes',
  );
  const listeners = observation.hosts[loadBalancer.host]?.capacity?.listeners;
  const listening =
    listeners?.kind === 'told' && listeners.value.some(({ port }) => port === controlPlaneEndpoint.port);
  if (!external && !leads && !listening) return;
  if (!external)
    assumptions.add(`${loadBalancer.host} forwards to every master: its configuration was not read`);
  await carryOut(simulation, { kind: 'configure-load-balancer', host: loadBalancer.host });
}
