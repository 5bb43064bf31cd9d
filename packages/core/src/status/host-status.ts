import { nodeOfHost } from '../decisions/node-standing.js';
import type { Known } from '../foundation/tri.js';
import { known } from '../foundation/tri.js';
import type { NodeObservation, Observation } from '../observation/observation.js';
import type { ClusterSpec, HostSpec } from '../spec/cluster-spec.js';
import { runsKubelet } from '../spec/cluster-spec.js';
import type { HostStatus, NodeStatus } from './cluster-status.js';

/** Every host but the jumpbox, in the order of the spec. */
export function hostStatuses(spec: ClusterSpec, observation: Observation): readonly HostStatus[] {
  return spec.hosts.flatMap((host) => {
    const { role } = host;
    return role === 'jumpbox' ? [] : [hostStatus(observation, host, role)];
  });
}

function hostStatus(observation: Observation, host: HostSpec, role: HostStatus['role']): HostStatus {
  const seen = observation.hosts[host.name];
  const unseen = { active: 'unknown', healthy: 'unknown' } as const;
  const { kubelet = unseen } = seen ?? {};
  return {
    name: host.name,
    role,
    address: host.advertiseAddress,
    reachable: seen?.reachable ?? 'unknown',
    ...(seen?.detail === undefined ? {} : { detail: seen.detail }),
    ...(seen?.clockOffsetMs === undefined ? {} : { clockOffsetMs: seen.clockOffsetMs }),
    ...(runsKubelet(host)
      ? {
          node: nodeStatus(observation, host),
          kubelet: { active: kubelet.active, healthy: kubelet.healthy },
          versions: seen?.versions ?? {},
        }
      : {}),
    ...(role === 'control-plane' ? { apiserver: apiserver(seen) } : {}),
  };
}

/** A master that was looked at and has no admin.conf has no apiserver either; one that was not looked at may have. */
function apiserver(seen: Observation['hosts'][string] | undefined): NonNullable<HostStatus['apiserver']> {
  if (seen?.apiReady !== undefined) return seen.apiReady;
  return seen?.files === undefined ? 'unknown' : 'no';
}

function nodeStatus(observation: Observation, host: HostSpec): Known<NodeStatus | null> {
  const { nodes } = observation.cluster;
  if (!nodes.known) return nodes;
  const node = nodeOfHost(observation, host);
  return known(node === undefined ? null : statusOf(node));
}

const ROLE_LABEL = 'node-role.kubernetes.io/';

function statusOf({
  ready,
  reason,
  labels,
  taints,
  internalIp,
  kubeletVersion,
}: NodeObservation): NodeStatus {
  return {
    ready,
    ...(reason === undefined ? {} : { reason }),
    roles: labels.filter((one) => one.startsWith(ROLE_LABEL)).map((one) => one.slice(ROLE_LABEL.length)),
    taints,
    ...(internalIp === undefined ? {} : { internalIp }),
    ...(kubeletVersion === undefined ? {} : { kubeletVersion }),
  };
}
