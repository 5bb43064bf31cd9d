import { Secret } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { SecretMask } from '../../src/driver/secret-mask.js';

describe('SecretMask', () => {
  it('replaces every occurrence of every secret by its label', () => {
    const mask = new SecretMask();
    mask.learn([
      'token: ',
      new Secret('token', 'abcdef.0123456789abcdef'),
      ' key: ',
      new Secret('key', 'f00'),
    ]);
    expect(mask.mask('f00 abcdef.0123456789abcdef f00')).toBe('<secret key> <secret token> <secret key>');
  });

  it('masks the longer of two secrets that overlap', () => {
    const mask = new SecretMask();
    mask.learn([new Secret('short', 'abc')]);
    mask.learn([new Secret('long', 'abcdef')]);
    expect(mask.mask('abcdef abc')).toBe('<secret long> <secret short>');
  });

  it('masks each line of a secret that has several', () => {
    const mask = new SecretMask();
    mask.learn([new Secret('key', '-----BEGIN\nMIIEvQIB\n-----END\n')]);
    expect(mask.mask('> MIIEvQIB')).toBe('> <secret key>');
  });

  it('does not treat an empty secret as everywhere', () => {
    const mask = new SecretMask();
    mask.learn([new Secret('nothing', '')]);
    expect(mask.mask('abc')).toBe('abc');
  });

  it('takes a label literally', () => {
    const mask = new SecretMask();
    mask.learn([new Secret('$& and $1', 'abc')]);
    expect(mask.mask('abc')).toBe('<secret $& and $1>');
  });
});
