import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeBase64, encodeBase64 } from '../engine/base64.js';
import type { Rng } from '../engine/rng.js';
import { learnByText, rememberByText, rememberPer } from '../engine/remember.js';
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

/** PEM whose body is the certificate as JSON: read with {@link decodeCertificate} only. A certificate never changes. */
export const encodeCertificate = rememberPer((certificate: Certificate): string => {
  const text = pem('CERTIFICATE', JSON.stringify(certificate));
  decoding.learn(text, certificate);
  return text;
});

const CERTIFICATE_BODY = bodyPattern('CERTIFICATE');

const decoding = learnByText((text): Certificate | undefined => {
  const body = pemBody(CERTIFICATE_BODY, text);
  return body === undefined ? undefined : (JSON.parse(body) as Certificate);
});

/** The first certificate in a text; undefined when there is none. */
export function decodeCertificate(text: string): Certificate | undefined {
  return decoding.recall(text);
}

export function encodePrivateKey(keyId: string): string {
  return pem('RSA PRIVATE KEY', keyId);
}

const PRIVATE_KEY_BODY = bodyPattern('RSA PRIVATE KEY');

export const decodePrivateKey = rememberByText((text): string | undefined => pemBody(PRIVATE_KEY_BODY, text));

/** `sha256:<64 hex>` over the public key, as in `--discovery-token-ca-cert-hash`. */
export function publicKeyPin(certificate: Certificate): string {
  return pinOfKey(certificate.keyId);
}

const pinOfKey = rememberByText((keyId) => `sha256:${bytesToHex(sha256(utf8ToBytes(keyId)))}`);

/** SHA-256 over the whole certificate, upper-case hex pairs with colons, as `openssl x509 -fingerprint -sha256` prints it. */
export function fingerprint(certificate: Certificate): string {
  return fingerprintOfText(JSON.stringify(certificate));
}

const fingerprintOfText = rememberByText((text) => {
  const hex = bytesToHex(sha256(utf8ToBytes(text))).toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
});

const LINE_DIGITS = 64;

function pem(label: string, body: string): string {
  const digits = encodeBase64(body);
  let lines = '';
  for (let at = 0; at < digits.length; at += LINE_DIGITS) lines += `${digits.slice(at, at + LINE_DIGITS)}\n`;
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}

function bodyPattern(label: string): RegExp {
  return new RegExp(`-----BEGIN ${label}-----([^-]+)-----END ${label}-----`);
}

function pemBody(pattern: RegExp, text: string): string | undefined {
  const body = pattern.exec(text)?.[1];
  return body === undefined ? undefined : decodeBase64(body.replaceAll(/\s/g, ''));
}
