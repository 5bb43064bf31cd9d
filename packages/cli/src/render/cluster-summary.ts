import type { ClusterSpec } from '@quorate/core';
import { hostsOf } from '@quorate/core';
import { counted } from './counted.js';

/** `ha-cluster: Kubernetes v1.26.0, 3 masters, 2 workers` */
export function summaryOf(spec: ClusterSpec): string {
  const masters = hostsOf(spec, 'control-plane').length;
  const workers = hostsOf(spec, 'worker').length;
  const counts = [counted(masters, 'master'), counted(workers, 'worker')].join(', ');
  return `${spec.name}: Kubernetes ${spec.kubernetesVersion}, ${counts}`;
}
