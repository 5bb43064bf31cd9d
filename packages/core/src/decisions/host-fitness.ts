import type { Observation } from '../observation/observation.js';
import type { ClusterSpec, HostName, HostSpec } from '../spec/cluster-spec.js';
import type { Check } from './verdict.js';
import { check } from './verdict.js';

/** Whether a machine is the one the spec means, and fit to be part of the cluster. */
export function hostFitness(spec: ClusterSpec, observation: Observation, host: HostSpec): readonly Check[] {
  const seen = observation.hosts[host.name];
  if (seen?.reachable !== 'yes') {
    const why = seen?.detail ?? 'not observed';
    return [check('host-reachable', seen?.reachable ?? 'unknown', `${host.name}: ${why}`)];
  }
  return [
    check('host-reachable', 'yes', `${host.name} answered`),
    identityCheck(spec, observation, host),
    versionsCheck(spec, host, seen.versions),
    clockCheck(spec, host.name, seen.clockOffsetMs),
  ];
}

function identityCheck(spec: ClusterSpec, observation: Observation, host: HostSpec): Check {
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

/** kubeadm of the cluster's minor; kubelet not newer than it. Patch levels are free. */
function versionsCheck(
  spec: ClusterSpec,
  host: HostSpec,
  versions: { readonly kubeadm?: string; readonly kubelet?: string } | undefined,
): Check {
  const kubeadm = versions?.kubeadm;
  const kubelet = versions?.kubelet;
  if (kubeadm === undefined || kubelet === undefined) {
    return check(
      'host-versions',
      'unknown',
      `${host.name}: kubeadm ${kubeadm ?? '?'}, kubelet ${kubelet ?? '?'}`,
    );
  }
  const wanted = minorOf(spec.kubernetesVersion);
  const fits = minorOf(kubeadm) === wanted && minorOf(kubelet) <= wanted && minorOf(kubelet) >= wanted - 1;
  const evidence = `${host.name}: kubeadm ${kubeadm}, kubelet ${kubelet}, cluster ${spec.kubernetesVersion}`;
  return check('host-versions', fits, evidence);
}

function clockCheck(spec: ClusterSpec, name: HostName, offsetMs: number | undefined): Check {
  if (offsetMs === undefined) return check('host-clock', 'unknown', `${name}: clock not read`);
  const limit = spec.budgets.maxClockSkewMs;
  return check('host-clock', Math.abs(offsetMs) <= limit, `${name} is ${offsetMs} ms off, limit ${limit} ms`);
}

function minorOf(version: string): number {
  return Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
}
