import type { ClusterObservation, TokenObservation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';

/** By this description the protocol finds the tokens that it made; nobody else's is ever touched. */
export function bootstrapTokenDescription(spec: ClusterSpec): string {
  return `quorate bootstrap token of cluster ${spec.name}`;
}

/** kubeadm gives this description to the token whose expiry deletes the uploaded certificates, whoever uploads them. */
const PROXY_DESCRIPTION = 'Proxy for managing TTL for the kubeadm-certs secret';
/** kubeadm: the proxy token of upload-certs and with it Secret kubeadm-certs live two hours; not configurable. */
export const UPLOADED_CERTIFICATES_TTL_MS = 2 * 60 * 60 * 1000;
/** init uploads, and makes its token some phases later; whoever mints does both at once. */
const MADE_TOGETHER_MS = 120_000;

export function isOwn(spec: ClusterSpec, { description }: TokenObservation): boolean {
  return description === bootstrapTokenDescription(spec);
}

/** It owns certificates that were uploaded; by whom, it does not say. */
export function isProxy({ description }: TokenObservation): boolean {
  return description === PROXY_DESCRIPTION;
}

/** Proxy tokens that were made together with a token of this tool's: an earlier run has left both. */
export function proxiesMadeWithOwn(spec: ClusterSpec, { tokens }: ClusterObservation): readonly string[] {
  if (!tokens.known) return [];
  const madeMs = tokens.value.flatMap((token) =>
    isOwn(spec, token) && token.expiresAtMs !== undefined
      ? [token.expiresAtMs - spec.credentials.tokenTtlMs]
      : [],
  );
  return tokens.value.flatMap((token) => {
    const { id, expiresAtMs } = token;
    if (!isProxy(token) || expiresAtMs === undefined) return [];
    const uploadedMs = expiresAtMs - UPLOADED_CERTIFICATES_TTL_MS;
    return madeMs.some((ms) => Math.abs(ms - uploadedMs) <= MADE_TOGETHER_MS) ? [id] : [];
  });
}
