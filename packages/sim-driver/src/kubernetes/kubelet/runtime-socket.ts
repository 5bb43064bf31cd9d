import type { Host } from '../../host/host.js';

export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';
const CONTAINERD = 'containerd';

/**
 * Whether a container runtime answers at this endpoint. Kubelet, kubeadm and crictl ask here alike: its socket is there, and the
 * daemon runs on hosts that have it as a service.
 */
export function runtimeAnswers(host: Host, endpoint: string = CONTAINERD_SOCKET): boolean {
  if (!socketIsThere(host, endpoint)) return false;
  if (socketPath(endpoint) !== CONTAINERD_SOCKET) return true;
  const unit = host.units.get(CONTAINERD);
  return !host.missingPrograms.has(CONTAINERD) && (unit === undefined || unit.state() === 'active');
}

/** Under either of its names. */
export function socketIsThere(host: Host, endpoint: string): boolean {
  const socket = socketPath(endpoint);
  return host.disk.exists(socket) || host.disk.exists(`/var${socket}`);
}

/** `/var/run` is a link to `/run`, and most releases write an endpoint as a URL. */
export function socketPath(endpoint: string): string {
  return endpoint.replace(/^unix:\/\//, '').replace(/^\/var\/run\//, '/run/');
}

/** What gRPC says when nobody answers there. */
export function dialError(endpoint: string): string {
  return (
    'rpc error: code = Unavailable desc = connection error: desc = ' +
    `"transport: Error while dialing dial unix ${endpoint.replace(/^unix:\/\//, '')}: connect: no such file or directory"`
  );
}
