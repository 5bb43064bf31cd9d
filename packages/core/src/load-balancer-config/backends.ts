import { API_SERVER_PORT, hostPort } from '../kubeadm-config/endpoint.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';

export interface Backend {
  readonly name: string;
  /** `address:port` of an apiserver. */
  readonly address: string;
}

/** Every master of the spec, also those that have not joined yet: the health checks leave them out until they serve. */
export function backendsOf(spec: ClusterSpec): readonly Backend[] {
  return hostsOf(spec, 'control-plane').map((host) => ({
    name: host.name,
    address: hostPort(host.advertiseAddress, API_SERVER_PORT),
  }));
}
