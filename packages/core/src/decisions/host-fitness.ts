import type { HostCapacity } from '../observation/host-capacity.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { hostNamed } from '../spec/cluster-spec.js';
import { addressCheck } from './host-fitness/address.js';
import { clockCheck } from './host-fitness/clock.js';
import { identityCheck } from './host-fitness/identity.js';
import { machineChecks } from './host-fitness/machine.js';
import { endpointPortCheck, portsCheck } from './host-fitness/ports.js';
import { softwareChecks } from './host-fitness/software.js';
import { versionsCheck } from './host-fitness/versions.js';
import { perObservation } from './per-observation.js';
import type { Check } from './verdict.js';
import { check } from './verdict.js';

/** Whether a machine is the one the spec means, and fit to be part of the cluster. */
export function hostFitness(spec: ClusterSpec, observation: Observation, host: HostSpec): readonly Check[] {
  const judged = judgedIn(spec, observation);
  const before = judged.get(host);
  if (before !== undefined) return before;
  const checks = judgeHost(spec, observation, host);
  judged.set(host, checks);
  return checks;
}

/** A look, a plan and a permit ask the same of one observation. */
const judgedIn = perObservation(() => new Map<HostSpec, readonly Check[]>());

function judgeHost(spec: ClusterSpec, observation: Observation, host: HostSpec): readonly Check[] {
  const seen = observation.hosts[host.name];
  if (seen?.reachable !== 'yes') {
    const why = seen?.detail ?? 'not observed';
    return [check('host-reachable', seen?.reachable ?? 'unknown', `${host.name}: ${why}`)];
  }
  return [
    check('host-reachable', 'yes', `${host.name} answered`),
    identityCheck(spec, observation, host),
    addressCheck(spec, observation, host),
    versionsCheck(spec, host, seen.versions),
    clockCheck(spec, observation, host.name),
    ...capacityChecks(spec, host, seen.capacity),
    portsCheck(spec, host, seen),
  ];
}

interface JudgedCapacity {
  readonly spec: ClusterSpec;
  readonly host: HostSpec;
  readonly checks: readonly Check[];
}

/** Few looks read what a machine brings along; most leave it as it was read. */
const JUDGED = new WeakMap<HostCapacity, JudgedCapacity>();

function capacityChecks(
  spec: ClusterSpec,
  host: HostSpec,
  capacity: HostCapacity | undefined,
): readonly Check[] {
  const before = capacity === undefined ? undefined : JUDGED.get(capacity);
  if (before?.spec === spec && before.host === host) return before.checks;
  const checks = [...machineChecks(spec, host, capacity?.machine), ...softwareChecks(spec, host, capacity)];
  if (capacity !== undefined) JUDGED.set(capacity, { spec, host, checks });
  return checks;
}

/** Whether the load balancer that we are to configure can have the port of the endpoint; silent about any other. */
export function loadBalancerFitness(spec: ClusterSpec, observation: Observation): readonly Check[] {
  const { loadBalancer } = spec;
  if (loadBalancer === undefined || loadBalancer.kind === 'external') return [];
  const seen = observation.hosts[loadBalancer.host];
  if (seen?.reachable !== 'yes') return [];
  return [endpointPortCheck(spec, hostNamed(spec, loadBalancer.host), seen)];
}
