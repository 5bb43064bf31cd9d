import { bootstrapTokenDescription, proxiesMadeWithOwn } from '../decisions/own-tokens.js';
import { known } from '../foundation/tri.js';
import type { Observation } from '../observation/observation.js';
import type { ClusterSpec } from '../spec/cluster-spec.js';
import type { CredentialStatus, TokenStatus } from './cluster-status.js';

export function credentialStatus(
  spec: ClusterSpec,
  { cluster }: Observation,
  nowMs: number,
): CredentialStatus {
  const { tokens, uploadedCertificates: uploaded } = cluster;
  const own = bootstrapTokenDescription(spec);
  const proxies = proxiesMadeWithOwn(spec, cluster);
  const owner = uploaded.known ? uploaded.value?.ownerTokenId : undefined;
  const statuses = tokens.known
    ? tokens.value.map(({ id, description, expiresAtMs }): TokenStatus => ({
        id,
        description,
        ...(expiresAtMs === undefined ? {} : { leftMs: expiresAtMs - nowMs }),
        own: description === own || proxies.includes(id),
        endsCertificateKey: id === owner,
      }))
    : [];
  const ends = statuses.find((token) => token.endsCertificateKey);
  const leftMs = owner !== undefined && tokens.known && ends === undefined ? 0 : ends?.leftMs;
  return {
    tokens: tokens.known ? known(statuses) : tokens,
    certificateKey: !uploaded.known
      ? uploaded
      : known(
          uploaded.value === null
            ? null
            : { ...(leftMs === undefined ? {} : { leftMs }), missing: uploaded.value.emptyEntries },
        ),
  };
}
