import type { ClusterSpec, Observation } from '@quorate/core';
import { observeCluster } from '@quorate/core';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from './cluster-world.js';
import { lookingAt } from './looking-at.js';
import { wrapped } from '../render/wrapped.js';

/** One look at every host, with a line that says so; undefined when the user interrupted it. */
export async function lookAtHosts(
  spec: ClusterSpec,
  { driver, clock, about }: ClusterWorld,
  terminal: Terminal,
): Promise<Observation | undefined> {
  const hosts = spec.hosts.filter(({ role }) => role !== 'jumpbox').length;
  terminal.err(lookingAt(hosts, about));
  const observation = await observeCluster({ spec, driver, clock, signal: terminal.signal });
  if (!terminal.signal.aborted) return observation;
  terminal.err('interrupted; nothing was changed');
  return undefined;
}

/** `not reached: master2: connect ECONNREFUSED …`, host by host. */
export function unreachedLines({ hosts }: Observation, columns: number): readonly string[] {
  return Object.values(hosts)
    .filter(({ reachable }) => reachable !== 'yes')
    .flatMap(({ host, detail = 'no answer' }) =>
      wrapped(detail.startsWith(`${host}: `) ? detail : `${host}: ${detail}`, columns, 'not reached: '),
    );
}

export function nobodyAnswered({ hosts }: Observation): boolean {
  return Object.values(hosts).every(({ reachable }) => reachable !== 'yes');
}
