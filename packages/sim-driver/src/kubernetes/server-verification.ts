import type { Micros } from '../engine/scheduler.js';
import type { Certificate } from '../pki/certificate.js';
import { isValidAt } from '../pki/verification.js';
import { formatRfc3339 } from './rfc3339.js';

/**
 * What Go's TLS client says about a serving certificate; undefined when it is satisfied.
 * `nowUs` is the client's clock; without a CA nothing is verified.
 */
export function serverCertificateError(
  certificate: Certificate,
  ca: Certificate | undefined,
  address: string,
  nowUs: Micros,
): string | undefined {
  if (ca === undefined) return undefined;
  if (!isValidAt(certificate, nowUs)) return outsideValidity(certificate, nowUs);
  if (!isValidAt(ca, nowUs)) return outsideValidity(ca, nowUs);
  const isIp = /^[\d.]+$/.test(address);
  const names = isIp ? certificate.ipAddresses : certificate.dnsNames;
  if (!names.includes(address)) {
    if (isIp && names.length === 0) {
      return `x509: cannot validate certificate for ${address} because it doesn't contain any IP SANs`;
    }
    return `x509: certificate is valid for ${names.join(', ')}, not ${address}`;
  }
  return certificate.issuerKeyId === ca.keyId ? undefined : 'x509: certificate signed by unknown authority';
}

function outsideValidity({ notBeforeUs, notAfterUs }: Certificate, nowUs: Micros): string {
  const early = nowUs < notBeforeUs;
  const bound = formatRfc3339(early ? notBeforeUs : notAfterUs);
  return (
    'x509: certificate has expired or is not yet valid: ' +
    `current time ${formatRfc3339(nowUs)} is ${early ? 'before' : 'after'} ${bound}`
  );
}
