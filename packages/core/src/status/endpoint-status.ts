import { outcomeOfPath, workerPaths } from '../decisions/paths.js';
import { allOf } from '../decisions/verdict.js';
import type { Tri } from '../foundation/tri.js';
import { API_SERVER_PORT, endpointOf, hostPort } from '../kubeadm-config/endpoint.js';
import type { PathOutcome } from '../observation/host-capacity.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import type { EndpointSide, EndpointStatus } from './cluster-status.js';

/** Whether the endpoint leads to a master: from masters by asking the API, from workers by the TCP connection of the look. */
export function endpointStatus(spec: ClusterSpec, observation: Observation): EndpointStatus {
  const masters = hostsOf(spec, 'control-plane');
  const sides = [...sidesOfMasters(spec, observation), ...sidesOfWorkers(spec, observation)];
  return {
    address: endpointOf(spec),
    balancer: balancerOf(spec, observation),
    backends: masters.map(({ name, advertiseAddress }) => ({
      host: name,
      address: hostPort(advertiseAddress, API_SERVER_PORT),
      serves: servesOn(observation, name),
    })),
    sides,
    leads: sides.length === 0 ? 'unknown' : allOf(sides.map((side) => side.leads)),
  };
}

function balancerOf({ loadBalancer }: ClusterSpec, { hosts }: Observation): EndpointStatus['balancer'] {
  if (loadBalancer === undefined) return { kind: 'none' };
  if (loadBalancer.kind === 'external') return { kind: 'external' };
  const { kind, host } = loadBalancer;
  return { kind, host, reachable: hosts[host]?.reachable ?? 'unknown' };
}

function servesOn({ hosts }: Observation, name: string): Tri {
  const seen = hosts[name];
  return seen?.apiReady ?? (seen?.files === undefined ? 'unknown' : 'no');
}

function sidesOfMasters(spec: ClusterSpec, { hosts }: Observation): readonly EndpointSide[] {
  return hostsOf(spec, 'control-plane').flatMap(({ name }) => {
    const leads = hosts[name]?.apiReadyViaEndpoint;
    return leads === undefined ? [] : [{ from: name, by: 'api', leads } as const];
  });
}

function sidesOfWorkers(spec: ClusterSpec, observation: Observation): readonly EndpointSide[] {
  return hostsOf(spec, 'worker').flatMap((worker) =>
    workerPaths(spec, [], worker)
      .map((path) => outcomeOfPath(observation, path))
      .filter((outcome) => outcome !== 'unknown')
      .map((outcome): EndpointSide => ({ from: worker.name, by: 'tcp', leads: leadsBy(outcome) })),
  );
}

function leadsBy(outcome: PathOutcome): Tri {
  if (outcome === 'unknown') return 'unknown';
  return outcome === 'open' ? 'yes' : 'no';
}
