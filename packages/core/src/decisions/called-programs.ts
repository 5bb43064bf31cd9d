import type { HostSpec } from '../spec/cluster-spec.js';
import { runsKubelet } from '../spec/cluster-spec.js';

const ON_EVERY_NODE = ['curl', 'openssl', 'pgrep'] as const;

/**
 * Programs that looks and repairs call on a host themselves, beside Debian's essential ones and Kubernetes' own. Without
 * etcdctl nobody can tell the members of a cluster, so a master that lacks it is not begun with.
 */
export function calledPrograms(host: HostSpec): readonly string[] {
  if (!runsKubelet(host)) return [];
  return host.role === 'control-plane' ? [...ON_EVERY_NODE, 'etcdctl'] : ON_EVERY_NODE;
}
