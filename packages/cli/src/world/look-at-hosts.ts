import type { ClusterSpec, HostName, Observation, Tri } from '@quorate/core';
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

interface Reached {
  readonly name: HostName;
  readonly reachable: Tri;
  readonly detail?: string | undefined;
}

/** `not reached: master2: connect ECONNREFUSED …`; hosts that are away for one reason together, a line of the reason a line. */
export function unreachedLines(hosts: readonly Reached[], columns: number): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, reachable, detail = 'no answer' } of hosts) {
    if (reachable === 'yes') continue;
    const reason = detail.startsWith(`${name}: `) ? detail.slice(name.length + 2) : detail;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].flatMap(([reason, names]) => {
    const [first = '', ...more] = reason.split('\n');
    return [
      ...wrapped(`${names.join(', ')}: ${first}`, columns, 'not reached: '),
      ...more.flatMap((line) => wrapped(line, columns, '  ')),
    ];
  });
}

/** Tells which hosts were not reached; whether any was. */
export function tellUnreached({ hosts }: Observation, terminal: Terminal): boolean {
  const seen = Object.values(hosts).map(({ host, reachable, detail }) => ({ name: host, reachable, detail }));
  for (const line of unreachedLines(seen, terminal.columns)) terminal.err(line);
  return seen.some(({ reachable }) => reachable === 'yes');
}

/** What a person does when no host at all was reached. */
export function tellNobodyAnswered(terminal: Terminal): void {
  terminal.err('no host answered: there is nothing to plan from, and nothing was changed');
  terminal.err('safe next: check addresses, keys and network; `ssh HOST true` must work for each host');
}
