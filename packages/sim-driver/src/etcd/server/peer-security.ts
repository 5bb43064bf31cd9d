import type { Micros } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import { isAccepted } from '../../pki/verification.js';
import type { EtcdFlags } from './etcd-flags.js';

/** What a member shows to its peers, as server and as client, and whom it lets in. */
export interface PeerSecurity {
  /** PEM, read at each handshake: a renewed file is used without a restart. */
  readonly certificate: () => string | undefined;
  /** PEM, as it was when etcd started. */
  readonly authority: string | undefined;
  /** `--peer-client-cert-auth`. */
  readonly asksForCertificates: boolean;
  readonly clock: () => Micros;
}

/** Undefined: no `--peer-cert-file`, so peers talk without TLS. */
export function peerSecurityOf(host: Host, flags: EtcdFlags): PeerSecurity | undefined {
  const { peerCertificateFile: certificateFile, peerTrustedAuthorityFile, peerClientCertificates } = flags;
  if (certificateFile === '') return undefined;
  return {
    certificate: () => host.disk.text(certificateFile),
    authority: host.disk.text(peerTrustedAuthorityFile),
    asksForCertificates: peerClientCertificates,
    clock: () => host.clock(),
  };
}

/** Whether the one that dials and the one that listens accept each other. A connection that stands is not asked again. */
export function peerHandshakeSucceeds(
  dialler: PeerSecurity | undefined,
  listener: PeerSecurity | undefined,
): boolean {
  if (dialler === undefined || listener === undefined) return dialler === listener;
  return (
    isAccepted(listener.certificate(), dialler.authority, dialler.clock()) &&
    (!listener.asksForCertificates || isAccepted(dialler.certificate(), listener.authority, listener.clock()))
  );
}
