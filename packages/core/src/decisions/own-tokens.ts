import type { ClusterSpec } from '../spec/cluster-spec.js';

/** By this description the protocol finds the tokens that it made; nobody else's is ever touched. */
export function bootstrapTokenDescription(spec: ClusterSpec): string {
  return `quorate bootstrap token of cluster ${spec.name}`;
}

/** kubeadm gives this description to the token whose expiry deletes the uploaded certificates. */
export const BOOTSTRAP_TOKEN_PROXY_DESCRIPTION = 'Proxy for managing TTL for the kubeadm-certs secret';
