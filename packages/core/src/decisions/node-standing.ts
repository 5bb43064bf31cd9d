import type { NodeObservation, Observation } from '../observation/observation.js';
import type { HostSpec } from '../spec/cluster-spec.js';

/** kubeadm registers a host under `nodeRegistration.name`, which we set to the host's name. */
export function nodeOfHost(observation: Observation, host: HostSpec): NodeObservation | undefined {
  const nodes = observation.cluster.nodes;
  return nodes.known ? nodes.value.find((node) => node.name === host.name) : undefined;
}
