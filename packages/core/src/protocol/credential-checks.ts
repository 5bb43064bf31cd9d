import { certificateKeyValidity, describeLeft, tokenValidity } from '../decisions/credentials.js';
import type { Check } from '../decisions/verdict.js';
import { check } from '../decisions/verdict.js';
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
  const uploaded = observation.cluster.uploadedCertificates;
  const validity = certificateKeyValidity(credentials, nowMs, spec);
  const left = describeLeft(credentials.certificateKey?.expiresAtMs, nowMs);
  const seen = observation.cluster.atMs >= context.mintedMs;
  const present = !seen
    ? 'unknown'
    : uploaded.known
      ? uploaded.value !== null && uploaded.value.emptyEntries.length === 0
        ? 'yes'
        : 'no'
      : 'unknown';
  const evidence = !uploaded.known
    ? uploaded.why
    : uploaded.value === null
      ? 'Secret kubeadm-certs is gone'
      : `Secret kubeadm-certs is there; empty entries: ${uploaded.value.emptyEntries.join(', ') || 'none'}`;
  return [
    check('certificate-key-valid', validity === 'valid', `certificate key: ${left}`),
    check('uploaded-certificates-complete', validity === 'valid' ? present : 'unknown', evidence),
  ];
}
