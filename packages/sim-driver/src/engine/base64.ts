import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';

/** Every runtime of JavaScript has these two; the language itself, which is all that is known here, has not. */
declare const btoa: (latin1: string) => string;
declare const atob: (encoded: string) => string;

const BEYOND_ASCII = /[^\0-\x7f]/;
const PLAIN = /^[A-Za-z\d+/]*={0,2}$/;
/** Digits before padding that set none of the bits which the padding leaves unused. */
const BEFORE_ONE = 'AEIMQUYcgkosw048';
const BEFORE_TWO = 'AQgw';

/** Base64 of a text in UTF-8. Nearly all that a simulation encodes is ASCII, for which the runtime's own is quick. */
export function encodeBase64(text: string): string {
  return BEYOND_ASCII.test(text) ? base64.encode(utf8ToBytes(text)) : btoa(text);
}

/** One character for each encoded byte; throws when the text is no base64. */
export function decodeBase64(encoded: string): string {
  // The runtime's own decoder is lenient: whatever is unusual is judged by the library.
  return isCanonical(encoded) ? atob(encoded) : decodeAny(encoded);
}

function isCanonical(encoded: string): boolean {
  if (encoded.length % 4 !== 0 || !PLAIN.test(encoded)) return false;
  if (encoded.endsWith('==')) return BEFORE_TWO.includes(encoded.charAt(encoded.length - 3));
  return !encoded.endsWith('=') || BEFORE_ONE.includes(encoded.charAt(encoded.length - 2));
}

function decodeAny(encoded: string): string {
  let text = '';
  for (const byte of base64.decode(encoded)) text += String.fromCharCode(byte);
  return text;
}
