import { certificateKeyValidity, describeLeft, tokenValidity, validityOf } from '../decisions/credentials.js';
import type { Check } from '../decisions/verdict.js';
import { check } from '../decisions/verdict.js';
import type { Tri } from '../foundation/tri.js';
import type { Observation } from '../observation/observation.js';
import type { ProtocolContext } from './context.js';
import { tokenMustBeReplaced } from './token-signature.js';

/** A join with a credential that is gone hangs for minutes: what is held is compared with what the cluster has. */
export function credentialChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  return [...tokenChecks(context, observation), ...certificateKeyChecks(context, observation)];
}

export function tokenChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  const { spec, nowMs, credentials } = context;
  const { token } = credentials;
  const { signedTokenIds } = observation.cluster;
  const seen = observation.cluster.atMs >= context.mintedMs;
  const listed = token !== null && seen ? listedToken(context, observation, token.id) : undefined;
  const lost = listed?.usable === false;
  const valid = tokenValidity(credentials, nowMs, spec) === 'valid' && !lost;
  const ids = seen && signedTokenIds.known ? signedTokenIds.value : [];
  const signed = token !== null && ids?.includes(token.id) === true;
  return [
    check(
      'token-valid',
      valid,
      lost
        ? `the bootstrap token ${listed.standing}`
        : `bootstrap token: ${describeLeft(token?.expiresAtMs, nowMs)}`,
    ),
    check(
      'token-signed',
      signed ? 'yes' : tokenMustBeReplaced(context) ? 'no' : 'unknown',
      signed ? 'its signature stands in cluster-info' : describeUnsigned(ids),
    ),
  ];
}

function describeUnsigned(ids: readonly string[] | null): string {
  return ids === null
    ? 'there is no ConfigMap cluster-info that could be signed'
    : 'its signature has not been seen in cluster-info yet';
}

function certificateKeyChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  const { spec, nowMs, credentials } = context;
  const validity = certificateKeyValidity(credentials, nowMs, spec);
  const left = describeLeft(credentials.certificateKey?.expiresAtMs, nowMs);
  const seen = observation.cluster.atMs >= context.mintedMs;
  const uploaded = uploadedCertificates(context, observation);
  return [
    check('certificate-key-valid', validity === 'valid', `certificate key: ${left}`),
    check(
      'uploaded-certificates-complete',
      validity === 'valid' && seen ? uploaded.complete : 'unknown',
      uploaded.evidence,
    ),
  ];
}

/** A Secret goes with its owner token (kubeadm: ownerReference): seconds after it, or once a controller manager leads again. */
function uploadedCertificates(
  context: ProtocolContext,
  observation: Observation,
): { readonly complete: Tri; readonly evidence: string } {
  const { uploadedCertificates: uploaded } = observation.cluster;
  if (!uploaded.known) return { complete: 'unknown', evidence: uploaded.why };
  if (uploaded.value === null) return { complete: 'no', evidence: 'Secret kubeadm-certs is gone' };
  const { ownerTokenId, emptyEntries } = uploaded.value;
  const owner = ownerTokenId === undefined ? undefined : listedToken(context, observation, ownerTokenId);
  if (owner?.usable === false)
    return { complete: 'no', evidence: `Secret kubeadm-certs goes away: its owner token ${owner.standing}` };
  return {
    complete: emptyEntries.length === 0 ? 'yes' : 'no',
    evidence: `Secret kubeadm-certs is there; empty entries: ${emptyEntries.join(', ') || 'none'}`,
  };
}

/**
 * A token as the cluster lists it: it may have been deleted or shortened since, and one that has expired stays listed until
 * TokenCleaner is at work again. Its end was set by the clock of a master, so that it is held against the clock of a master.
 * Undefined when nobody told.
 */
function listedToken(
  { spec, nowMs }: ProtocolContext,
  { cluster, hosts }: Observation,
  id: string,
): { readonly usable: boolean; readonly standing: string } | undefined {
  if (!cluster.tokens.known) return undefined;
  const token = cluster.tokens.value.find((one) => one.id === id);
  if (token === undefined) return { usable: false, standing: 'is gone from the cluster' };
  if (token.expiresAtMs === undefined) return { usable: true, standing: 'never expires' };
  const theirNowMs = nowMs + (hosts[cluster.via ?? '']?.clockOffsetMs ?? 0);
  const usable = validityOf(token.expiresAtMs, theirNowMs, spec) === 'valid';
  return { usable, standing: `has ${describeLeft(token.expiresAtMs, theirNowMs)}` };
}
