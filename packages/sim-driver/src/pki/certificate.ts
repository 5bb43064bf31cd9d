import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64, encodeBase64 } from '../engine/base64.js';
import type { Rng } from '../engine/rng.js';
import { rememberByText } from '../engine/remember.js';
import type { Micros } from '../engine/scheduler.js';

/** What the simulation keeps of an X.509 certificate. Signatures are modelled by key ids: who holds the CA key can sign. */
export interface Certificate {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly authority: boolean;
  /** Identifies the key pair (hex). Equal ids, equal keys. */
  readonly keyId: string;
  /** Key id of the CA that signed; its own for a CA. */
  readonly issuerKeyId: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly notBeforeUs: Micros;
  readonly notAfterUs: Micros;
}

export const SECONDS_PER_DAY = 86_400;

export function newKeyId(rng: Rng): string {
  return rng.hex(40);
}

/** PEM whose body is the certificate as JSON: read with {@link decodeCertificate} only. */
export function encodeCertificate(certificate: Certificate): string {
  return pem('CERTIFICATE', JSON.stringify(certificate));
}

export const decodeCertificate = rememberByText((text): Certificate | undefined => {
  const body = pemBody('CERTIFICATE', text);
  return body === undefined ? undefined : (JSON.parse(body) as Certificate);
});

export function encodePrivateKey(keyId: string): string {
  return pem('RSA PRIVATE KEY', keyId);
}

export const decodePrivateKey = rememberByText((text): string | undefined =>
  pemBody('RSA PRIVATE KEY', text),
);

/** `sha256:<64 hex>` over the public key, as in `--discovery-token-ca-cert-hash`. */
export function publicKeyPin(certificate: Certificate): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(certificate.keyId)))}`;
}

/** SHA-256 over the whole certificate, upper-case hex pairs with colons, as `openssl x509 -fingerprint -sha256` prints it. */
export function fingerprint(certificate: Certificate): string {
  return fingerprintOfText(JSON.stringify(certificate));
}

const fingerprintOfText = rememberByText((text) => {
  const hex = bytesToHex(sha256(utf8ToBytes(text))).toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
});

function pem(label: string, body: string): string {
  const encoded = encodeBase64(body);
  let lines = '';
  for (let at = 0; at < encoded.length; at += 64) lines += `${encoded.slice(at, at + 64)}\n`;
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}

function pemBody(label: string, text: string): string | undefined {
  const match = new RegExp(`-----BEGIN ${label}-----([^-]+)-----END ${label}-----`).exec(text);
  const body = match?.[1];
  if (body === undefined) return undefined;
  // The bodies above are ASCII.
  return decodeBase64(body.replace(/\s/g, ''));
}
