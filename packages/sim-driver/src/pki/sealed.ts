import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { rememberByText } from '../engine/remember.js';

/**
 * Text that only the holder of a key can read, as a model of authenticated encryption: the text stands next to a tag that
 * depends on key and text. Opening with another key fails as AES-GCM does.
 */
export function seal(text: string, key: string): string {
  return `${tag(text, key)}:${text}`;
}

/** Undefined: wrong key, or the sealed text was altered. */
export function unseal(sealed: string, key: string): string | undefined {
  const split = sealed.indexOf(':');
  const text = sealed.slice(split + 1);
  return sealed.slice(0, split) === tag(text, key) ? text : undefined;
}

function tag(text: string, key: string): string {
  return tagsOf(key)(text);
}

/** Each text is sealed once and opened by every host that has the key. */
const tagsOf = rememberByText((key) => {
  const bytes = utf8ToBytes(key);
  return rememberByText((text) => bytesToHex(hmac(sha256, bytes, utf8ToBytes(text))));
});
