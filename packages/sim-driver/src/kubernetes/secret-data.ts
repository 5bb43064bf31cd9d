import { decodeBase64, encodeBase64 } from '../engine/base64.js';
import { asStrings } from './json.js';
import type { KubeObject } from './client.js';

/** `data` of a Secret: as in the real API every value is base64. Texts are ASCII. */
export function encodeSecretData(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const data: Record<string, string> = {};
  for (const [key, text] of Object.entries(texts)) data[key] = encodeBase64(text);
  return data;
}

const DECODED = new WeakMap<KubeObject['body'], Readonly<Record<string, string>>>();

/** The decoded `data` of a Secret; bodies never change, so each is decoded once. */
export function decodeSecretData(secret: KubeObject): Readonly<Record<string, string>> {
  const known = DECODED.get(secret.body);
  if (known !== undefined) return known;
  const decoded = decode(secret);
  DECODED.set(secret.body, decoded);
  return decoded;
}

function decode(secret: KubeObject): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(asStrings(secret.body['data']))) texts[key] = decodeBase64(value);
  return texts;
}
