import type { ClusterSpec, Observation } from '../../src/index.js';
import type { Running } from '../decisions/running-cluster.js';
import { runningObservation } from '../decisions/running-cluster.js';

/** A running cluster in which somebody listens wherever a way was probed. */
export function servingObservation(spec: ClusterSpec, running: Running): Observation {
  const seen = runningObservation(spec, running);
  const hosts = Object.values(seen.hosts).map((host) => ({
    ...host,
    ...(host.paths === undefined
      ? {}
      : { paths: host.paths.map((path) => ({ ...path, outcome: 'open' as const })) }),
  }));
  return { ...seen, hosts: Object.fromEntries(hosts.map((host) => [host.host, host])) };
}
