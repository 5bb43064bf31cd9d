import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';
import type { CertificateObservation } from '../observation.js';
import { readKubeadmDate, readOpensslDate, readRfc3339 } from './instant.js';
import { isObject, listIn, readJson, stringIn } from './json.js';

/** `kubeadm certs check-expiration`, as text or (kubeadm ≥ 1.30) as JSON. Certificates that kubeadm misses are left out. */
export function readCheckExpiration(text: string): Known<readonly CertificateObservation[]> {
  return /^\{/m.test(text) ? readCheckExpirationJson(text) : readCheckExpirationText(text);
}

/** Rows are told by their date, not by their columns: the authority column of a kubeconfig is empty in older releases. */
function readCheckExpirationText(text: string): Known<readonly CertificateObservation[]> {
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
}

/** Lines of progress may come before the object. */
function readCheckExpirationJson(text: string): Known<readonly CertificateObservation[]> {
  const json = readJson(text.slice(text.search(/^\{/m)));
  if (!json.known) return json;
  if (!isObject(json.value) || !Array.isArray(json.value['certificates']))
    return unknown('no list of certificates');
  const leaves = listIn(json.value, 'certificates').map((one) => readCertificate(one, false));
  const authorities = listIn(json.value, 'certificateAuthorities').map((one) => readCertificate(one, true));
  const certificates: CertificateObservation[] = [];
  for (const one of [...leaves, ...authorities]) {
    if (one === 'missing') continue;
    if (!one.known) return one;
    certificates.push(one.value);
  }
  return known(certificates);
}

function readCertificate(value: unknown, authority: boolean): Known<CertificateObservation> | 'missing' {
  if (isObject(value) && value['missing'] === true) return 'missing';
  const name = stringIn(value, 'name');
  const expires = readRfc3339(stringIn(value, 'expirationDate') ?? '');
  if (name === undefined) return unknown('a certificate without a name');
  return expires.known ? known({ name, authority, expiresAtMs: expires.value }) : expires;
}

/** `openssl x509 -enddate -noout`: `notAfter=Nov 22 20:34:00 2027 GMT`. */
export function readEndDate(text: string): Known<number> {
  const date = /^notAfter=(.*)$/m.exec(text)?.[1];
  return date === undefined ? unknown('no notAfter') : readOpensslDate(date);
}

/** `openssl x509 -fingerprint -sha256 -noout`, as 64 lower-case hex digits. */
export function readFingerprint(text: string): Known<string> {
  const fingerprint = /^sha256 fingerprint=([0-9a-f:]+)\s*$/im
    .exec(text)?.[1]
    ?.replaceAll(':', '')
    .toLowerCase();
  return fingerprint?.length === 64 ? known(fingerprint) : unknown('no SHA-256 fingerprint');
}
