import type { ClusterSpec } from '../spec/cluster-spec.js';

/** kubeadm: the port that every apiserver binds; the load balancer may listen on another. */
export const API_SERVER_PORT = 6443;

/** `host:port`, an IPv6 address in brackets. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function endpointOf(spec: ClusterSpec): string {
  return hostPort(spec.controlPlaneEndpoint.host, spec.controlPlaneEndpoint.port);
}
