import type { NetworkPath } from '../../decisions/paths.js';
import { peerPaths, workerPaths } from '../../decisions/paths.js';
import type { ClusterSpec } from '../../spec/cluster-spec.js';
import { hostNamed } from '../../spec/cluster-spec.js';
import type { ObserveCommand } from '../command.js';
import type { PlacedStep } from '../step-plan.js';
import { keyOf, place } from './placing.js';
import { ASK_TIMEOUT_MS } from './programs.js';

/** Of the hosts of this look: masters to each other, workers to the endpoint, masters to workers. */
export function observedPaths(command: ObserveCommand, spec: ClusterSpec): readonly NetworkPath[] {
  if (!command.aspects.includes('paths')) return [];
  const hosts = command.hosts.map((name) => hostNamed(spec, name));
  const masters = hosts.filter(({ role }) => role === 'control-plane');
  const workers = hosts.filter(
    ({ role, name }) => role === 'worker' && (command.newcomer === undefined || command.newcomer === name),
  );
  return [
    ...peerPaths(masters, command.newcomer),
    ...workers.flatMap((worker) => workerPaths(spec, masters, worker)),
  ];
}

/** Within the time of a question TCP has sent its first packet four times (after 1, 3 and 7 s). */
export function probePaths(command: ObserveCommand, spec: ClusterSpec): readonly PlacedStep[] {
  return observedPaths(command, spec).map(({ from, address, port }) =>
    place(from.name, probeName(address, port), {
      kind: 'probe-tcp',
      address,
      port,
      timeoutMs: ASK_TIMEOUT_MS,
    }),
  );
}

/** Where the outcome of a probe is found. */
export function probeKey({ from, address, port }: NetworkPath): string {
  return keyOf(from.name, probeName(address, port));
}

function probeName(address: string, port: number): string {
  return `path to ${address} ${port}`;
}
