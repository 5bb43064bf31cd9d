import { ASK_TIMEOUT_MS } from '../commands/lower/programs.js';
import type { PlacedStep } from '../commands/step-plan.js';
import type { NetworkPath } from '../decisions/paths.js';
import { peerPaths, workerPaths } from '../decisions/paths.js';
import { API_SERVER_PORT, endpointOf } from '../kubeadm-config/endpoint.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf, runsKubelet } from '../spec/cluster-spec.js';
import { question } from './question.js';

/** Whether the hosts that are asked reach what they need; with a newcomer, only the ways from and to it. */
export function pathQuestions(
  spec: ClusterSpec,
  hosts: readonly HostSpec[],
  newcomer: HostName | undefined,
): readonly PlacedStep[] {
  return pathsToProbe(spec, hosts, newcomer).map(({ from, address, port }) =>
    question(
      from,
      'paths',
      { kind: 'probe-tcp', address, port, timeoutMs: ASK_TIMEOUT_MS },
      pathSubject(address, port),
    ),
  );
}

function pathSubject(address: string, port: number): string {
  return `${address}:${String(port)}`;
}

function pathsToProbe(
  spec: ClusterSpec,
  hosts: readonly HostSpec[],
  newcomer: HostName | undefined,
): readonly NetworkPath[] {
  const masters = hostsOf(spec, 'control-plane').filter((master) => hosts.includes(master));
  const workers = hosts.filter(({ role, name }) => role === 'worker' && (newcomer ?? name) === name);
  const { host: address, port } = spec.controlPlaneEndpoint;
  const toEndpoint = hosts
    .filter((host) => runsKubelet(host) && (newcomer ?? host.name) === host.name)
    .map((from) => ({ from, to: endpointOf(spec), address, port }));
  const balancer = hosts.find(({ role }) => role === 'load-balancer');
  const fromBalancer =
    balancer === undefined
      ? []
      : masters.map((to) => ({
          from: balancer,
          to: to.name,
          address: to.advertiseAddress,
          port: API_SERVER_PORT,
        }));
  const all = [
    ...peerPaths(masters, newcomer),
    ...workers.flatMap((worker) => workerPaths(spec, masters, worker)),
    ...toEndpoint,
    ...fromBalancer,
  ];
  const seen = new Set<string>();
  return all.filter((path) => {
    const key = `${path.from.name} ${pathSubject(path.address, path.port)}`;
    return !seen.has(key) && seen.add(key).size > 0;
  });
}
