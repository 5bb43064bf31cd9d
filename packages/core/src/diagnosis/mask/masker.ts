import type { Secret } from '../../foundation/secret.js';
import { decodeBase64 } from './base64.js';
import { knownSecretsMask } from './known-secrets.js';
import type { MaskRule } from './mask-rules.js';
import { MASK_RULES } from './mask-rules.js';

export type Masker = (text: string) => string;

/** Base64 within base64 within base64: Secrets of Secrets. */
const DEEPEST = 3;
/** A bootstrap token in base64 has 31 characters, one that is cut short is none. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

/**
 * Removes secrets from what hosts print: whatever has the form of one (`MASK_RULES`), the values of the secrets given, and
 * base64 in which either stands. Masking twice changes nothing more.
 */
export function masker(secrets: readonly Secret[] = []): Masker {
  const known = knownSecretsMask(secrets);
  const mask = (text: string, depth: number): string => {
    let masked = known(text);
    for (const rule of MASK_RULES) masked = maskedBy(rule, masked);
    if (depth === 0) return masked;
    return masked.replaceAll(BASE64_RUN, (run) => {
      const inside = decodeBase64(run);
      return isText(inside) && mask(inside, depth - 1) !== inside ? '<base64 with a secret>' : run;
    });
  };
  return (text) => mask(text, DEEPEST);
}

function maskedBy({ pattern, replacement }: MaskRule, text: string): string {
  return typeof replacement === 'string'
    ? text.replaceAll(pattern, replacement)
    : text.replaceAll(pattern, replacement);
}

/** Bytes that are no text were never masked as text: digests, keys in binary, and words that happen to be base64. */
function isText(decoded: string): boolean {
  const legible = [...decoded].every((letter) => letter >= ' ' || '\t\n\r\u001b'.includes(letter));
  return legible && /[ -~]{12}/.test(decoded);
}
