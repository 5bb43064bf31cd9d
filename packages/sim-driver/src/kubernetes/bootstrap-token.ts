import { rememberPer } from '../engine/remember.js';
import type { Micros } from '../engine/scheduler.js';
import type { KubeObject, NewKubeObject } from './client.js';
import { formatRfc3339, parseRfc3339 } from './rfc3339.js';
import { decodeSecretData, encodeSecretData } from './secret-data.js';

const TYPE = 'bootstrap.kubernetes.io/token';
const PREFIX = 'bootstrap-token-';
export const TOKEN_NAMESPACE = 'kube-system';

/** A bootstrap token as it lies in Secret kube-system/bootstrap-token-<id>. */
export interface BootstrapToken {
  readonly id: string;
  readonly secret: string;
  readonly description?: string;
  /** Absent: never expires. Whole seconds. */
  readonly expiresUs?: Micros;
  readonly authentication: boolean;
  readonly signing: boolean;
  readonly groups: readonly string[];
}

export function tokenSecretName(id: string): string {
  return `${PREFIX}${id}`;
}

/** The Secret that kubeadm writes for a token. */
export function encodeBootstrapToken(token: BootstrapToken): NewKubeObject {
  const data: Record<string, string> = { 'token-id': token.id, 'token-secret': token.secret };
  if (token.description !== undefined) data['description'] = token.description;
  if (token.expiresUs !== undefined) data['expiration'] = formatRfc3339(token.expiresUs);
  if (token.authentication) data['usage-bootstrap-authentication'] = 'true';
  if (token.signing) data['usage-bootstrap-signing'] = 'true';
  if (token.groups.length > 0) data['auth-extra-groups'] = token.groups.join(',');
  return {
    kind: 'Secret',
    namespace: TOKEN_NAMESPACE,
    name: tokenSecretName(token.id),
    body: { type: TYPE, data: encodeSecretData(data) },
  };
}

/** Undefined for every other Secret. Objects never change, so each is decoded once. */
export function decodeBootstrapToken(secret: KubeObject): BootstrapToken | undefined {
  if (secret.kind !== 'Secret' || secret.namespace !== TOKEN_NAMESPACE) return undefined;
  if (secret.body['type'] !== TYPE || !secret.name.startsWith(PREFIX)) return undefined;
  return decode(secret);
}

const decode = rememberPer((secret: KubeObject): BootstrapToken | undefined => {
  const data = decodeSecretData(secret);
  const id = data['token-id'];
  const key = data['token-secret'];
  if (id === undefined || key === undefined) return undefined;
  const description = data['description'];
  const expiresUs = parseRfc3339(data['expiration'] ?? '');
  return {
    id,
    secret: key,
    ...(description === undefined ? {} : { description }),
    ...(expiresUs === undefined ? {} : { expiresUs }),
    authentication: data['usage-bootstrap-authentication'] === 'true',
    signing: data['usage-bootstrap-signing'] === 'true',
    groups: data['auth-extra-groups']?.split(',') ?? [],
  };
});
