import { expect, test } from 'vitest';
import { decodeBase64 } from '../../src/engine/base64.js';
import { RngStreams } from '../../src/engine/rng.js';
import { seconds } from '../../src/engine/scheduler.js';
import { createAuthority, issueCertificate } from '../../src/pki/authority.js';
import {
  decodeCertificate,
  decodePrivateKey,
  encodeCertificate,
  encodePrivateKey,
  publicKeyPin,
} from '../../src/pki/certificate.js';
import { seal, unseal } from '../../src/pki/sealed.js';

const DAY_US = seconds(86_400);
const rng = new RngStreams(1).stream('pki');

test('a CA lives ten years, a leaf one year from its issue but is valid since its CA is', () => {
  const authority = createAuthority('kubernetes', rng, seconds(1_000) + 5);
  expect(authority.notAfterUs - authority.notBeforeUs).toBe(3650 * DAY_US);
  expect(authority.notBeforeUs).toBe(seconds(1_000));
  const leaf = issueCertificate(authority, { commonName: 'apiserver' }, rng, seconds(5_000));
  expect(leaf).toMatchObject({
    issuerKeyId: authority.keyId,
    notBeforeUs: seconds(1_000),
    notAfterUs: seconds(5_000) + 365 * DAY_US,
  });
  expect(leaf.keyId).not.toBe(authority.keyId);
});

test('PEM keeps the whole certificate; the pin depends on the key alone', () => {
  const authority = createAuthority('kubernetes', rng, 0);
  expect(decodeCertificate(encodeCertificate(authority))).toEqual(authority);
  // A text that was not made here is really read.
  expect(decodeCertificate(`\n${encodeCertificate(authority)}`)).toEqual(authority);
  expect(publicKeyPin({ ...authority, notAfterUs: 1 })).toBe(publicKeyPin(authority));
  expect(publicKeyPin(createAuthority('kubernetes', rng, 0))).not.toBe(publicKeyPin(authority));
});

test('PEM is lines of at most 64 digits, the same at every call', () => {
  const certificate = createAuthority('kubernetes', rng, 0);
  const lines = encodeCertificate(certificate).split('\n');
  expect(lines.slice(1, -3).every((line) => line.length === 64)).toBe(true);
  expect(decodeBase64(lines.slice(1, -2).join(''))).toBe(JSON.stringify(certificate));
  expect(encodeCertificate(certificate)).toBe(encodeCertificate({ ...certificate }));
});

test('a private key is read back from its PEM, also behind a certificate', () => {
  const { keyId } = createAuthority('kubernetes', rng, 0);
  const certificate = createAuthority('other', rng, 0);
  expect(decodePrivateKey(encodeCertificate(certificate) + encodePrivateKey(keyId))).toBe(keyId);
  expect(decodePrivateKey(encodeCertificate(certificate))).toBeUndefined();
});

test('what was sealed opens with its own key only, and not when altered', () => {
  const sealed = seal('text: with a colon', 'key');
  expect(unseal(sealed, 'key')).toBe('text: with a colon');
  expect(unseal(sealed, 'other')).toBeUndefined();
  expect(unseal(`${sealed}!`, 'key')).toBeUndefined();
});
