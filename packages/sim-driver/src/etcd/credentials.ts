import { decodeCertificate } from '../pki/certificate.js';
import type { EtcdListenerSecurity } from './server/client-api.js';

/** What a client shows and whom it trusts. PEM texts. */
export type ClientCredentials =
  /** Configured correctly for whatever it talks to, as the programs that kubeadm sets up are. */
  | { readonly kind: 'trusted' }
  | {
      readonly kind: 'files';
      readonly authority: string | undefined;
      readonly certificate: string | undefined;
      readonly skipVerification: boolean;
    };

/** Whether the handshake succeeds. When it does not, a gRPC client sees nothing but its deadline. */
export function handshakeSucceeds(
  scheme: string,
  credentials: ClientCredentials,
  security: EtcdListenerSecurity,
): boolean {
  if (credentials.kind === 'trusted') return (scheme === 'https') === security.tls || scheme === '';
  const { authority, certificate, skipVerification } = credentials;
  const configured = authority !== undefined || certificate !== undefined || skipVerification;
  const tls = scheme === 'https' || (scheme === '' && configured);
  if (tls !== security.tls) return false;
  if (!tls) return true;
  const trustsServer = skipVerification || isSignedBy(security.certificate, authority);
  const trustedByServer = !security.clientCertificates || isSignedBy(certificate, security.trustedAuthority);
  return trustsServer && trustedByServer;
}

function isSignedBy(certificate: string | undefined, authority: string | undefined): boolean {
  if (certificate === undefined || authority === undefined) return false;
  const subject = decodeCertificate(certificate);
  const issuer = decodeCertificate(authority);
  return issuer !== undefined && subject?.issuerKeyId === issuer.keyId;
}
