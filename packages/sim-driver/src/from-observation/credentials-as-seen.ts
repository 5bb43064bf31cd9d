import type { TokenObservation } from '@quorate/core';
import { millis } from '../engine/scheduler.js';
import type { KvStore } from '../etcd/kv-store.js';
import type { BootstrapToken } from '../kubernetes/bootstrap-token.js';
import { encodeBootstrapToken, tokenSecretName } from '../kubernetes/bootstrap-token.js';
import type { KubeObject } from '../kubernetes/client.js';
import { signatureKey, signDetached } from '../kubernetes/detached-jws.js';
import { asStrings } from '../kubernetes/json.js';
import { KUBEADM_CERTS } from '../kubeadm/cluster/certificate-secret.js';
import type { RegistryFacts } from './registry-facts.js';
import { prefixOf } from './registry-facts.js';

const BOOTSTRAPPERS = 'system:bootstrappers:kubeadm:default-node-token';

/** Tokens, their signatures and the uploaded certificates, as they were seen; all others are taken away. */
export function writeCredentials(keys: KvStore, { cluster, secret }: RegistryFacts): void {
  const secrets = prefixOf('Secret', 'kube-system');
  keys.delete(`${secrets}${tokenSecretName('')}`, true);
  const tokens =
    cluster?.tokens.known === true ? cluster.tokens.value.map((one) => tokenOf(one, secret(16))) : [];
  const uidOf = (id: string): string => `seen-token-${id}`;
  for (const token of tokens) {
    const object = encodeBootstrapToken(token);
    const stored: KubeObject = {
      ...object,
      uid: uidOf(token.id),
      createdUs: 0,
      resourceVersion: 0,
      labels: {},
      annotations: {},
      owners: [],
    };
    keys.put(`${secrets}${object.name}`, stored);
  }
  writeUploadedCertificates(keys, secrets, cluster, uidOf);
  const signed = cluster?.signedTokenIds.known === true ? cluster.signedTokenIds.value : [];
  writeSignatures(keys, tokens, signed);
}

function tokenOf({ id, description, expiresAtMs, usages }: TokenObservation, secret: string): BootstrapToken {
  const authentication = usages.includes('authentication');
  return {
    id,
    secret,
    ...(description === '' ? {} : { description }),
    ...(expiresAtMs === undefined ? {} : { expiresUs: millis(expiresAtMs) }),
    authentication,
    signing: usages.includes('signing'),
    groups: authentication ? [BOOTSTRAPPERS] : [],
  };
}

function writeUploadedCertificates(
  keys: KvStore,
  secrets: string,
  cluster: RegistryFacts['cluster'],
  uidOf: (id: string) => string,
): void {
  const key = `${secrets}${KUBEADM_CERTS}`;
  const stored = keys.get(key)?.value as KubeObject | undefined;
  const seen = cluster?.uploadedCertificates;
  if (seen?.known !== true || seen.value === null || stored === undefined) {
    keys.delete(key, false);
    return;
  }
  const { ownerTokenId, emptyEntries } = seen.value;
  const data = asStrings(stored.body['data']);
  const emptied = Object.fromEntries(
    Object.entries(data).map(([entry, content]) => [entry, emptyEntries.includes(entry) ? '' : content]),
  );
  const owners =
    ownerTokenId === undefined
      ? []
      : [{ kind: 'Secret', name: tokenSecretName(ownerTokenId), uid: uidOf(ownerTokenId) }];
  keys.put(key, { ...stored, owners, body: { ...stored.body, data: emptied } });
}

function writeSignatures(
  keys: KvStore,
  tokens: readonly BootstrapToken[],
  signedIds: readonly string[] | null,
): void {
  const key = `${prefixOf('ConfigMap', 'kube-public')}cluster-info`;
  if (signedIds === null) {
    keys.delete(key, false);
    return;
  }
  const map = keys.get(key)?.value as KubeObject | undefined;
  const content = asStrings(map?.body['data'])['kubeconfig'];
  if (map === undefined || content === undefined) return;
  const signatures = tokens
    .filter(({ id }) => signedIds.includes(id))
    .map((token) => [signatureKey(token.id), signDetached(content, token.id, token.secret)] as const);
  const data = { kubeconfig: content, ...Object.fromEntries(signatures) };
  keys.put(key, { ...map, body: { ...map.body, data } });
}
