import type { HostCapacity, HostName, HostObservation, MachineFacts, Observation } from '../../src/index.js';
import { FIT_CAPACITY } from './fit-cluster.js';

type Change = (seen: HostObservation) => HostObservation;

/** The observation with one host changed. */
export function withHost(observation: Observation, name: HostName, change: Change): Observation {
  const seen = observation.hosts[name];
  if (seen === undefined) throw new Error(`no host ${name}`);
  return { ...observation, hosts: { ...observation.hosts, [name]: change(seen) } };
}

export function capacity(change: Partial<HostCapacity>): Change {
  return (seen) => ({ ...seen, capacity: { ...FIT_CAPACITY, ...seen.capacity, ...change } });
}

export function machine(change: Partial<MachineFacts>): Change {
  return capacity({ machine: { kind: 'told', value: { ...FIT_CAPACITY.machine.value, ...change } } });
}

export function identity(change: Partial<NonNullable<HostObservation['identity']>>): Change {
  return (seen) => ({ ...seen, identity: { hostname: '', addresses: [], ...seen.identity, ...change } });
}

export function listening(port: number, process?: string): Change {
  const socket = { address: '127.0.0.1', port, ...(process === undefined ? {} : { process }) };
  return capacity({ listeners: { kind: 'told', value: [socket] } });
}

export function ways(
  address: string,
  port: number,
  outcome: 'timed-out' | 'no-route' | 'unknown' | 'open',
): Change {
  return (seen) => ({
    ...seen,
    paths: (seen.paths ?? []).map((path) =>
      path.address === address && path.port === port ? { ...path, outcome } : path,
    ),
  });
}

/** As if the host had never been asked. */
export function without(observation: Observation, name: HostName): Observation {
  const { [name]: _, ...hosts } = observation.hosts;
  return { ...observation, hosts };
}
