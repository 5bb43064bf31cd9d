import { fc, test } from '@fast-check/vitest';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { describe, expect } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/engine/base64.js';

describe('base64 of texts', () => {
  test.prop([fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }))])('is that of their UTF-8', (text) => {
    expect(encodeBase64(text)).toBe(base64.encode(utf8ToBytes(text)));
  });

  test.prop([fc.uint8Array()])('gives one character back for each byte', (bytes) => {
    expect(decodeBase64(base64.encode(bytes))).toBe(String.fromCharCode(...bytes));
  });

  test.prop([fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[A-Za-z0-9+/]{1,9}={0,3}$/))])(
    'refuses exactly what is no base64',
    (text) => {
      expect(outcome(() => decodeBase64(text))).toEqual(
        outcome(() => String.fromCharCode(...base64.decode(text))),
      );
    },
  );

  test.prop([fc.string({ minLength: 16_380, maxLength: 16_400 })], { numRuns: 3 })(
    'works for texts of any length',
    (text) => {
      expect(encodeBase64(text)).toBe(base64.encode(utf8ToBytes(text)));
      expect(decodeBase64(encodeBase64(text))).toHaveLength(utf8ToBytes(text).length);
    },
  );
});

function outcome(decode: () => string): string | undefined {
  try {
    return `decoded ${decode()}`;
  } catch {
    return undefined;
  }
}
