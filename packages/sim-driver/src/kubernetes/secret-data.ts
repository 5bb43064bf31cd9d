import { base64 } from '@scure/base';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { asStrings } from './json.js';
import type { KubeObject } from './client.js';

/** `data` of a Secret: as in the real API every value is base64. Texts are ASCII. */
export function encodeSecretData(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const data: Record<string, string> = {};
  for (const [key, text] of Object.entries(texts)) data[key] = base64.encode(utf8ToBytes(text));
  return data;
}

/** The decoded `data` of a Secret. */
export function decodeSecretData(secret: KubeObject): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(asStrings(secret.body['data']))) {
    let text = '';
    for (const byte of base64.decode(value)) text += String.fromCharCode(byte);
    texts[key] = text;
  }
  return texts;
}
