import { endpointOf } from '../kubeadm-config/endpoint.js';
import type { PathOutcome } from '../observation/host-capacity.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import { hostsOf } from '../spec/cluster-spec.js';
import { KUBELET_PORT, PEER_PORTS } from './kubeadm-preflight.js';
import type { Check } from './verdict.js';
import { check } from './verdict.js';

/** A way that must be open from one host to a port of another, or of the endpoint. */
export interface NetworkPath {
  readonly from: HostSpec;
  /** Name of a host, or the control-plane endpoint as it is written. */
  readonly to: string;
  readonly address: string;
  readonly port: number;
}

/** What masters need of each other: API, etcd's clients, etcd's peers. Every ordered pair; `newcomer`: its own only. */
export function peerPaths(masters: readonly HostSpec[], newcomer?: HostName): readonly NetworkPath[] {
  const paths: NetworkPath[] = [];
  for (const from of masters) {
    for (const to of masters) {
      const matters = newcomer === undefined || from.name === newcomer || to.name === newcomer;
      if (to !== from && matters) for (const port of PEER_PORTS) paths.push(pathTo(from, to, port));
    }
  }
  return paths;
}

/** What a worker needs: the endpoint, and masters that reach its kubelet (logs, exec, port-forward). */
export function workerPaths(
  spec: ClusterSpec,
  masters: readonly HostSpec[],
  worker: HostSpec,
): readonly NetworkPath[] {
  const { host: address, port } = spec.controlPlaneEndpoint;
  return [
    { from: worker, to: endpointOf(spec), address, port },
    ...masters.map((master) => pathTo(master, worker, KUBELET_PORT)),
  ];
}

function pathTo(from: HostSpec, to: HostSpec, port: number): NetworkPath {
  return { from, to: to.name, address: to.advertiseAddress, port };
}

/** How it stands with a way, by facts that are no older than `sinceMs`. */
export function outcomeOfPath(observation: Observation, path: NetworkPath, sinceMs = 0): PathOutcome {
  const found = observation.hosts[path.from.name]?.paths?.find(
    (one) => one.address === path.address && one.port === path.port,
  );
  return found === undefined || found.atMs < sinceMs ? 'unknown' : found.outcome;
}

/** Nobody has to listen: a connection that is refused got there. */
export function isPassable(outcome: PathOutcome): boolean {
  return outcome === 'open' || outcome === 'refused';
}

/**
 * A join over a closed peer port adds a member that never gets into contact: from one voter to two that costs quorum. Hosts
 * that cannot be reached themselves are left out here: other checks speak of them.
 */
export function peerPortsCheck(
  spec: ClusterSpec,
  observation: Observation,
  { newcomer, sinceMs = 0 }: { readonly newcomer?: HostName; readonly sinceMs?: number } = {},
): Check {
  const masters = reachableMasters(spec, observation);
  const ports = PEER_PORTS.join(', ');
  const fine = `masters reach each other on ${ports}, both ways`;
  const alone = masters.length < 2 ? 'there is no other master to reach' : fine;
  return pathsCheck('peer-ports-open', observation, peerPaths(masters, newcomer), alone, sinceMs);
}

/** Nothing but the way to the endpoint is needed for its join; a closed kubelet port shows only when somebody wants logs. */
export function workerPathsCheck(spec: ClusterSpec, observation: Observation, worker: HostSpec): Check {
  const paths = workerPaths(spec, reachableMasters(spec, observation), worker);
  const fine = `${worker.name} reaches ${endpointOf(spec)}, and masters its kubelet`;
  return pathsCheck('worker-paths-open', observation, paths, fine, 0);
}

export function reachableMasters(spec: ClusterSpec, { hosts }: Observation): readonly HostSpec[] {
  return hostsOf(spec, 'control-plane').filter((master) => hosts[master.name]?.reachable === 'yes');
}

function pathsCheck(
  id: 'peer-ports-open' | 'worker-paths-open',
  observation: Observation,
  paths: readonly NetworkPath[],
  fine: string,
  sinceMs: number,
): Check {
  const standing = paths.map((path) => ({ path, outcome: outcomeOfPath(observation, path, sinceMs) }));
  const closed = standing.filter(({ outcome }) => !isPassable(outcome) && outcome !== 'unknown');
  if (closed.length > 0) return check(id, 'no', describePaths(closed));
  const unread = standing.filter(({ outcome }) => outcome === 'unknown');
  return unread.length > 0
    ? check(id, 'unknown', `not probed since the last change: ${pairsOf(unread).join(', ')}`)
    : check(id, 'yes', fine);
}

interface StandingPath {
  readonly path: NetworkPath;
  readonly outcome: PathOutcome;
}

function pairsOf(standing: readonly StandingPath[]): readonly string[] {
  return [...new Set(standing.map(({ path }) => `${path.from.name} to ${path.to}`))];
}

/** `master2 to master3 (192.168.56.7): 2379 timed-out, 2380 timed-out`, one part for each pair. */
function describePaths(standing: readonly StandingPath[]): string {
  const pairs = new Map<string, string[]>();
  for (const { path, outcome } of standing) {
    const pair = `${path.from.name} to ${path.to} (${path.address})`;
    const ports = pairs.get(pair) ?? [];
    pairs.set(pair, [...ports, `${path.port} ${outcome}`]);
  }
  return [...pairs].map(([pair, ports]) => `${pair}: ${ports.join(', ')}`).join('; ');
}
