import type { ClusterSpec } from '@quorate/core';
import { hostsOf, quorumOf, toleranceOf } from '@quorate/core';
import { counted } from './counted.js';

/** `ha-cluster: Kubernetes v1.26.0, 3 masters, 2 workers` */
export function summaryOf(spec: ClusterSpec): string {
  const masters = hostsOf(spec, 'control-plane').length;
  const workers = hostsOf(spec, 'worker').length;
  const counts = [counted(masters, 'master'), counted(workers, 'worker')].join(', ');
  return `${spec.name}: Kubernetes ${spec.kubernetesVersion}, ${counts}`;
}

/** `3 voters, quorum 2, any 1 may fail` */
export function quorumSummary(voters: number): string {
  const tolerance = toleranceOf(voters, voters);
  const spare = tolerance === 0 ? 'none may fail' : `any ${tolerance} may fail`;
  return `${counted(voters, 'voter')}, quorum ${quorumOf(voters)}, ${spare}`;
}
