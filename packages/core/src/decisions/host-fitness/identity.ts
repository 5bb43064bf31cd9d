import type { Observation } from '../../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../../spec/cluster-spec.js';
import type { Check } from '../verdict.js';
import { check } from '../verdict.js';

/** The machine that the spec means, and no other one of it: a cloned image gives two hosts one identity. */
export function identityCheck(spec: ClusterSpec, observation: Observation, host: HostSpec): Check {
  const identity = observation.hosts[host.name]?.identity;
  if (identity === undefined) return check('host-identity', 'unknown', `${host.name}: identity not observed`);
  if (!identity.addresses.includes(host.advertiseAddress)) {
    const has = identity.addresses.join(', ') || 'none';
    return check('host-identity', 'no', `${host.name} does not have ${host.advertiseAddress}; it has ${has}`);
  }
  for (const other of spec.hosts) {
    const theirs = observation.hosts[other.name]?.identity;
    if (other.name === host.name || theirs === undefined) continue;
    const same = sameIdentity(identity, theirs);
    if (same !== undefined)
      return check('host-identity', 'no', `${host.name} and ${other.name} have the same ${same}`);
  }
  return check(
    'host-identity',
    'yes',
    `${identity.hostname} at ${host.advertiseAddress}, unlike every other host`,
  );
}

function sameIdentity(
  a: { readonly hostname: string; readonly machineId?: string; readonly productUuid?: string },
  b: { readonly hostname: string; readonly machineId?: string; readonly productUuid?: string },
): string | undefined {
  if (a.hostname === b.hostname) return `hostname ${a.hostname}`;
  if (a.machineId !== undefined && a.machineId === b.machineId) return `machine-id ${a.machineId}`;
  if (a.productUuid !== undefined && a.productUuid === b.productUuid) return `product_uuid ${a.productUuid}`;
  return undefined;
}
