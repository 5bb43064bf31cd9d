import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 61;
/** Arguments of one call of a function have to fit on the stack. */
const LONGEST = 16_384;
const CODES: number[] = [];
const VALUES = new Uint8Array(128).fill(255);
for (let value = 0; value < 64; value += 1) {
  const code = ALPHABET.charCodeAt(value);
  CODES.push(code);
  VALUES[code] = value;
}

/** Base64 of a text in UTF-8. Nearly all that a simulation encodes is short ASCII, for which this is quick. */
export function encodeBase64(text: string): string {
  const { length } = text;
  if (length > LONGEST) return base64.encode(utf8ToBytes(text));
  const codes: number[] = [];
  for (let index = 0; index < length; index += 3) {
    const a = text.charCodeAt(index);
    const b = index + 1 < length ? text.charCodeAt(index + 1) : 0;
    const c = index + 2 < length ? text.charCodeAt(index + 2) : 0;
    if ((a | b | c) > 127) return base64.encode(utf8ToBytes(text));
    codes.push(CODES[a >> 2] ?? 0, CODES[((a & 3) << 4) | (b >> 4)] ?? 0);
    codes.push(index + 1 < length ? (CODES[((b & 15) << 2) | (c >> 6)] ?? 0) : PADDING);
    codes.push(index + 2 < length ? (CODES[c & 63] ?? 0) : PADDING);
  }
  return String.fromCharCode(...codes);
}

/** One character for each encoded byte; throws when the text is no base64. */
export function decodeBase64(encoded: string): string {
  const { length } = encoded;
  const padding = encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0;
  // Whatever is unusual is judged by the library.
  if (length % 4 !== 0 || length > LONGEST) return decodeAny(encoded);
  const codes: number[] = [];
  const whole = padding === 0 ? length : length - 4;
  for (let index = 0; index < whole; index += 4) {
    const a = valueAt(encoded, index);
    const b = valueAt(encoded, index + 1);
    const c = valueAt(encoded, index + 2);
    const d = valueAt(encoded, index + 3);
    if ((a | b | c | d) > 63) return decodeAny(encoded);
    codes.push((a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d);
  }
  if (padding > 0) {
    const a = valueAt(encoded, whole);
    const b = valueAt(encoded, whole + 1);
    const c = padding === 1 ? valueAt(encoded, whole + 2) : 0;
    const unused = padding === 1 ? c & 3 : b & 15;
    if ((a | b | c) > 63 || unused !== 0) return decodeAny(encoded);
    codes.push((a << 2) | (b >> 4));
    if (padding === 1) codes.push(((b & 15) << 4) | (c >> 2));
  }
  return String.fromCharCode(...codes);
}

function valueAt(text: string, index: number): number {
  return VALUES[text.charCodeAt(index)] ?? 255;
}

function decodeAny(encoded: string): string {
  let text = '';
  for (const byte of base64.decode(encoded)) text += String.fromCharCode(byte);
  return text;
}
