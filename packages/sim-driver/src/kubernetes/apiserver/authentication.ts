import { rememberPer } from '../../engine/remember.js';
import type { Micros } from '../../engine/scheduler.js';
import type { Certificate } from '../../pki/certificate.js';
import { decodeCertificate } from '../../pki/certificate.js';
import { isValidAt } from '../../pki/verification.js';
import type { BootstrapToken } from '../bootstrap-token.js';
import { TOKEN_NAMESPACE, decodeBootstrapToken, tokenSecretName } from '../bootstrap-token.js';
import type { KubeCredential } from '../client.js';
import type { WatchCache } from './watch-cache.js';

/** Who is calling. */
export interface Identity {
  readonly name: string;
  readonly groups: readonly string[];
}

const ANONYMOUS: Identity = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

export interface AuthenticationContext {
  /** The CA of clients, from `--client-ca-file`, as it lies on disk now. */
  readonly clientCa: () => Certificate | undefined;
  /** The clock of the apiserver's host decides what has expired. */
  readonly clock: () => Micros;
  readonly cache: WatchCache;
}

/** Undefined: the credential is not accepted (HTTP 401). */
export function authenticate(
  credential: KubeCredential,
  context: AuthenticationContext,
): Identity | undefined {
  switch (credential.kind) {
    case 'anonymous':
      return ANONYMOUS;
    case 'certificate':
      return byCertificate(decodeCertificate(credential.pem), context);
    case 'token':
      return byBootstrapToken(credential.token, context);
  }
}

function byCertificate(
  certificate: Certificate | undefined,
  context: AuthenticationContext,
): Identity | undefined {
  const ca = context.clientCa();
  if (certificate === undefined || ca === undefined) return undefined;
  if (certificate.issuerKeyId !== ca.keyId) return undefined;
  const nowUs = context.clock();
  if (!isValidAt(certificate, nowUs) || !isValidAt(ca, nowUs)) return undefined;
  return holderOf(certificate);
}

/** Who a certificate names; certificates never change. */
const holderOf = rememberPer(({ commonName, organizations }: Certificate): Identity => ({
  name: commonName,
  groups: [...organizations, 'system:authenticated'],
}));

function byBootstrapToken(text: string, context: AuthenticationContext): Identity | undefined {
  const [id = '', key = ''] = text.split('.');
  const secret = context.cache.get('Secret', TOKEN_NAMESPACE, tokenSecretName(id));
  const token = secret === undefined ? undefined : decodeBootstrapToken(secret);
  if (token?.authentication !== true || token.secret !== key) return undefined;
  if (isExpired(token, context.clock())) return undefined;
  return {
    name: `system:bootstrap:${id}`,
    groups: ['system:bootstrappers', ...token.groups, 'system:authenticated'],
  };
}

function isExpired(token: BootstrapToken, nowUs: Micros): boolean {
  return token.expiresUs !== undefined && token.expiresUs <= nowUs;
}
