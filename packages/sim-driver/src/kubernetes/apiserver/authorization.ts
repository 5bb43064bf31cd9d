import type { KubeFailure } from '../kube-error.js';
import { failed } from '../kube-error.js';
import { resourceOf } from '../resources.js';
import type { Identity } from './authentication.js';

export type Verb = 'get' | 'list' | 'create' | 'update' | 'delete';

const TRUSTED_GROUPS = new Set(['system:masters', 'kubeadm:cluster-admins', 'system:nodes']);
const TRUSTED_USERS = new Set(['system:kube-controller-manager', 'system:kube-scheduler']);
/** What kubeadm's roles let a bootstrapping host read, and the request it may make. */
const BOOTSTRAPPER_READS = new Set(['ConfigMap', 'Node']);

/** Undefined: allowed. Follows the roles that kubeadm creates; administrators, nodes and components may do everything. */
export function refusal(
  identity: Identity,
  verb: Verb,
  kind: string,
  namespace: string | undefined,
  name: string | undefined,
): KubeFailure | undefined {
  if (TRUSTED_USERS.has(identity.name) || identity.groups.some(isTrusted)) return undefined;
  const reads = verb === 'get' || verb === 'list';
  if (reads && kind === 'ConfigMap' && namespace === 'kube-public' && name === 'cluster-info')
    return undefined;
  if (identity.groups.includes('system:bootstrappers')) {
    if (reads && BOOTSTRAPPER_READS.has(kind)) return undefined;
    if (verb === 'get' && kind === 'Secret' && name === 'kubeadm-certs') return undefined;
    if (kind === 'CertificateSigningRequest' && (verb === 'get' || verb === 'create')) return undefined;
  }
  const resource = resourceOf(kind);
  const object = name === undefined ? resource.plural : `${resource.plural} "${name}"`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return failed(
    'Forbidden',
    `${object} is forbidden: User "${identity.name}" cannot ${verb} resource "${resource.plural}" ` +
      `in API group "${resource.group}" ${scope}`,
  );
}

function isTrusted(group: string): boolean {
  return TRUSTED_GROUPS.has(group);
}
