import { certificateKeyValidity, describeLeft, tokenValidity } from '../decisions/credentials.js';
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
  const { tokens, signedTokenIds } = observation.cluster;
  const left = describeLeft(token?.expiresAtMs, nowMs);
  const seen = observation.cluster.atMs >= context.mintedMs;
  const gone = token !== null && seen && tokens.known && !tokens.value.some((one) => one.id === token.id);
  const valid = tokenValidity(credentials, nowMs, spec) === 'valid' && !gone;
  const signed = token !== null && seen && signedTokenIds.known && signedTokenIds.value.includes(token.id);
  return [
    check(
      'token-valid',
      valid,
      gone ? 'the bootstrap token is gone from the cluster' : `bootstrap token: ${left}`,
    ),
    check(
      'token-signed',
      signed ? 'yes' : tokenMustBeReplaced(context) ? 'no' : 'unknown',
      signed ? 'its signature stands in cluster-info' : 'its signature has not been seen in cluster-info yet',
    ),
  ];
}

function certificateKeyChecks(context: ProtocolContext, observation: Observation): readonly Check[] {
  const { spec, nowMs, credentials } = context;
  const validity = certificateKeyValidity(credentials, nowMs, spec);
  const left = describeLeft(credentials.certificateKey?.expiresAtMs, nowMs);
  const seen = observation.cluster.atMs >= context.mintedMs;
  const uploaded = uploadedCertificates(observation);
  return [
    check('certificate-key-valid', validity === 'valid', `certificate key: ${left}`),
    check(
      'uploaded-certificates-complete',
      validity === 'valid' && seen ? uploaded.complete : 'unknown',
      uploaded.evidence,
    ),
  ];
}

/** A Secret whose owner token is gone is about to go (kubeadm: ownerReference; the garbage collector takes it in seconds). */
function uploadedCertificates({ cluster }: Observation): {
  readonly complete: Tri;
  readonly evidence: string;
} {
  const { tokens, uploadedCertificates: uploaded } = cluster;
  if (!uploaded.known) return { complete: 'unknown', evidence: uploaded.why };
  if (uploaded.value === null) return { complete: 'no', evidence: 'Secret kubeadm-certs is gone' };
  const { ownerTokenId, emptyEntries } = uploaded.value;
  if (ownerTokenId !== undefined && tokens.known && !tokens.value.some(({ id }) => id === ownerTokenId)) {
    return {
      complete: 'no',
      evidence: `Secret kubeadm-certs goes away: its owner, token ${ownerTokenId}, is gone`,
    };
  }
  return {
    complete: emptyEntries.length === 0 ? 'yes' : 'no',
    evidence: `Secret kubeadm-certs is there; empty entries: ${emptyEntries.join(', ') || 'none'}`,
  };
}
