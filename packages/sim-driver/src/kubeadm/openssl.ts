import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Program, Process } from '../host/process.js';
import type { Certificate } from '../pki/certificate.js';
import { decodeCertificate, fingerprint } from '../pki/certificate.js';
import { opensslDate } from './text/calendar.js';

const NO_SUCH_FILE = (path: string): readonly string[] => [
  `Can't open "${path}" for reading, No such file or directory`,
  '40E7E2F4C87F0000:error:80000002:system library:BIO_new_file:No such file or directory:../crypto/bio/bss_file.c:67:' +
    `calling fopen(${path}, r)`,
  '40E7E2F4C87F0000:error:10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:',
  'Unable to load certificate',
];

/** What each option of `openssl x509` prints, in the order in which the options were given. */
const PRINTERS: Readonly<Record<string, (certificate: Certificate) => string>> = {
  '-enddate': (certificate) => `notAfter=${opensslDate(certificate.notAfterUs)}`,
  '-startdate': (certificate) => `notBefore=${opensslDate(certificate.notBeforeUs)}`,
  '-dates': (certificate) =>
    `notBefore=${opensslDate(certificate.notBeforeUs)}\nnotAfter=${opensslDate(certificate.notAfterUs)}`,
  '-fingerprint': (certificate) => `sha256 Fingerprint=${fingerprint(certificate)}`,
  '-subject': subject,
  '-pubkey': (certificate) =>
    `-----BEGIN PUBLIC KEY-----\n${base64.encode(utf8ToBytes(certificate.keyId))}\n-----END PUBLIC KEY-----`,
};

/** Program `openssl x509 -in FILE [-noout] -enddate|-startdate|-dates|-fingerprint -sha256|-subject|-pubkey`. */
export const openssl: Program = function* (process) {
  const [, command, ...options] = process.argv;
  if (command !== 'x509') {
    process.err(`Invalid command '${command ?? ''}'; type "help" for a list.`);
    return 1;
  }
  const at = options.indexOf('-in');
  const path = at < 0 ? undefined : options[at + 1];
  const text = path === undefined ? process.stdin : process.host.disk.text(path);
  if (text === undefined) {
    for (const line of NO_SUCH_FILE(path ?? '')) process.err(line);
    return 1;
  }
  return x509(process, text, options);
};

/** Prints a certificate as `openssl x509` does; returns the exit code. */
export function x509(process: Process, text: string, options: readonly string[]): number {
  const certificate = decodeCertificate(text);
  if (certificate === undefined) {
    process.err('Could not read certificate');
    process.err('Unable to load certificate');
    return 1;
  }
  for (const option of options) {
    const printer = PRINTERS[option];
    if (printer !== undefined) process.out(printer(certificate));
  }
  if (!options.includes('-noout')) process.write('stdout', text);
  return 0;
}

function subject({ organizations, commonName }: Certificate): string {
  return `subject=${[...organizations.map((name) => `O = ${name}`), `CN = ${commonName}`].join(', ')}`;
}
