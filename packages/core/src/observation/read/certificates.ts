import { rememberTexts } from '../../foundation/remember-texts.js';
import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { CertificateObservation } from '../observation.js';
import { readKubeadmDate, readOpensslDate } from './instant.js';

/**
 * The tables of `kubeadm certs check-expiration`. Rows are told by their date, not by their columns: the authority column of a
 * kubeconfig is empty in older releases. Certificates that kubeadm misses are left out.
 */
export const readCheckExpiration = rememberTexts((text): Known<readonly CertificateObservation[]> => {
  const certificates: CertificateObservation[] = [];
  let section: 'certificates' | 'authorities' | undefined;
  for (const line of text.split('\n')) {
    if (/^CERTIFICATE AUTHORITY\s+EXPIRES/.test(line)) section = 'authorities';
    else if (/^CERTIFICATE\s+EXPIRES/.test(line)) section = 'certificates';
    const row = /^(\S+)\s+([A-Z][a-z]{2} \d{2}, \d{4} \d{2}:\d{2} UTC)\s/.exec(`${line} `);
    if (row === null || section === undefined) continue;
    const expires = readKubeadmDate(row[2] ?? '');
    if (!expires.known) return expires;
    certificates.push({
      name: row[1] ?? '',
      authority: section === 'authorities',
      expiresAtMs: expires.value,
    });
  }
  return section === undefined ? unknown('no table of certificates') : known(certificates);
});

/** `openssl x509 -dates -noout`: `notBefore=Nov 22 20:34:00 2026 GMT`, and `notAfter=` likewise. */
export function readDates(
  text: string,
): Known<Required<Pick<CertificateObservation, 'validFromMs' | 'expiresAtMs'>>> {
  const validFrom = readDate(text, 'notBefore');
  const expires = readDate(text, 'notAfter');
  if (!validFrom.known) return validFrom;
  return expires.known ? known({ validFromMs: validFrom.value, expiresAtMs: expires.value }) : expires;
}

function readDate(text: string, field: 'notBefore' | 'notAfter'): Known<number> {
  const date = new RegExp(`^${field}=(.*)$`, 'm').exec(text)?.[1];
  return date === undefined ? unknown(`no ${field}`) : readOpensslDate(date);
}

/**
 * When certificates become valid, by the names that kubeadm gives them: `find … -print -exec openssl x509 -startdate …`, which
 * prints the path of each and then its date. A file that openssl cannot read is a path without one.
 */
export const readStartDates = rememberTexts((text): ReadonlyMap<string, number> => {
  const dates = new Map<string, number>();
  let name: string | undefined;
  for (const line of text.split('\n')) {
    const path = /^\/etc\/kubernetes\/pki\/(.+)\.crt$/.exec(line)?.[1];
    if (path !== undefined) name = path.replace('/', '-');
    else if (name !== undefined) {
      const date = readDate(line, 'notBefore');
      if (date.known) dates.set(name, date.value);
    }
  }
  return dates;
});

/** `openssl x509 -fingerprint -sha256 -noout`, as 64 lower-case hex digits. */
export function readFingerprint(text: string): Known<string> {
  const fingerprint = /^sha256 fingerprint=([0-9a-f:]+)\s*$/im
    .exec(text)?.[1]
    ?.replaceAll(':', '')
    .toLowerCase();
  return fingerprint?.length === 64 ? known(fingerprint) : unknown('no SHA-256 fingerprint');
}
