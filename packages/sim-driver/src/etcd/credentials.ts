import type { Micros } from '../engine/scheduler.js';
import type { Host } from '../host/host.js';
import { isAccepted } from '../pki/verification.js';
import type { EtcdListenerSecurity } from './server/client-api.js';

/** What a client shows and whom it trusts. PEM texts. */
export type ClientCredentials =
  /** Configured correctly for whatever it talks to. */
  | { readonly kind: 'trusted' }
  | {
      readonly kind: 'files';
      readonly authority: string | undefined;
      readonly certificate: string | undefined;
      readonly skipVerification: boolean;
    };

/** Read at each handshake, so that renewed files are used without a restart. */
export type CredentialSource = () => ClientCredentials;

/** Of a client on this host that names its files; kubeadm and kube-apiserver do. */
export function credentialFiles(host: Host, authority: string, certificate: string): CredentialSource {
  return () => ({
    kind: 'files',
    authority: host.disk.text(authority),
    certificate: host.disk.text(certificate),
    skipVerification: false,
  });
}

/**
 * Whether the handshake succeeds; each side verifies by its own clock, `nowUs` is the client's. When it does not, a gRPC client sees
 * nothing but its deadline (etcd 3.4: `context deadline exceeded`, for a certificate of another CA and for one that has expired).
 */
export function handshakeSucceeds(
  scheme: string,
  credentials: ClientCredentials,
  nowUs: Micros,
  security: EtcdListenerSecurity,
): boolean {
  if (credentials.kind === 'trusted') return (scheme === 'https') === security.tls || scheme === '';
  const { authority, certificate, skipVerification } = credentials;
  const configured = authority !== undefined || certificate !== undefined || skipVerification;
  const tls = scheme === 'https' || (scheme === '' && configured);
  if (tls !== security.tls) return false;
  if (!tls) return true;
  const trustsServer = skipVerification || isAccepted(security.certificate(), authority, nowUs);
  return (
    trustsServer &&
    (!security.clientCertificates || isAccepted(certificate, security.trustedAuthority, security.clock()))
  );
}
