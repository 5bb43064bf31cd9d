import { socketIsThere } from '../../kubernetes/kubelet/runtime-socket.js';
import type { Failure } from '../failure.js';
import type { KubeadmRun } from '../run.js';

const DOCKER_SOCKET = '/var/run/docker.sock';

/** Endpoints of the container runtimes that kubeadm finds on this host, in the order in which it looks. */
export function foundCriSockets({ host, profile }: KubeadmRun): readonly string[] {
  const found = profile.files.knownCriSockets.filter((endpoint) => socketIsThere(host, endpoint));
  if (!profile.files.dockershim || !host.disk.exists(DOCKER_SOCKET)) return found;
  // Docker brings a containerd along, whose socket then does not count.
  return ['/var/run/dockershim.sock', ...found.filter((endpoint) => !endpoint.includes('containerd'))];
}

/** kubeadm does not choose: nothing is changed before one of several is named. */
export function severalRuntimes(run: KubeadmRun): Failure | undefined {
  const found = foundCriSockets(run);
  return found.length < 2 ? undefined : { cause: `${run.profile.text.severalRuntimes}: ${found.join(', ')}` };
}
