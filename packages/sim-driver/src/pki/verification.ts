import type { Micros } from '../engine/scheduler.js';
import type { Certificate } from './certificate.js';
import { decodeCertificate } from './certificate.js';

/** Both bounds are included. */
export function isValidAt({ notBeforeUs, notAfterUs }: Certificate, nowUs: Micros): boolean {
  return notBeforeUs <= nowUs && nowUs <= notAfterUs;
}

/**
 * Whether this certificate is accepted by one who trusts this CA: signed by it, and both valid at `nowUs` on the clock of the one
 * who verifies. PEM texts; a file that is not there is accepted by nobody. Names are not compared.
 */
export function isAccepted(
  certificate: string | undefined,
  authority: string | undefined,
  nowUs: Micros,
): boolean {
  if (certificate === undefined || authority === undefined) return false;
  const issuer = decodeCertificate(authority);
  const subject = decodeCertificate(certificate);
  if (issuer === undefined || subject?.issuerKeyId !== issuer.keyId) return false;
  return isValidAt(subject, nowUs) && isValidAt(issuer, nowUs);
}
