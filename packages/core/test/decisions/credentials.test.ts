import { describe, expect, it } from 'vitest';
import {
  certificateKeyValidity,
  describeLeft,
  span,
  tokenValidity,
  validityOf,
} from '../../src/decisions/credentials.js';
import { specOf } from '../protocol/spec-of.js';

const spec = specOf(3, 0);
const NOW_MS = 1_000_000;
const BUDGET_MS = spec.budgets.joinTimeoutMs;

describe('a credential', () => {
  it('is valid only when it outlasts a join that takes its whole budget', () => {
    expect(validityOf(undefined, NOW_MS, spec)).toBe('none');
    expect(validityOf(NOW_MS - 1, NOW_MS, spec)).toBe('expired');
    expect(validityOf(NOW_MS, NOW_MS, spec)).toBe('expired');
    expect(validityOf(NOW_MS + 1, NOW_MS, spec)).toBe('short');
    expect(validityOf(NOW_MS + BUDGET_MS, NOW_MS, spec)).toBe('short');
    expect(validityOf(NOW_MS + BUDGET_MS + 1, NOW_MS, spec)).toBe('valid');
  });

  it('is judged by itself: token and key have their own ends', () => {
    const token = { id: 'abcdef', caCertHash: 'sha256:00', expiresAtMs: NOW_MS - 1 };
    const held = { token, certificateKey: { expiresAtMs: NOW_MS + 2 * BUDGET_MS } };
    expect(tokenValidity(held, NOW_MS, spec)).toBe('expired');
    expect(certificateKeyValidity(held, NOW_MS, spec)).toBe('valid');
    const other = {
      token: { ...token, expiresAtMs: NOW_MS + 2 * BUDGET_MS },
      certificateKey: { expiresAtMs: NOW_MS },
    };
    expect(tokenValidity(other, NOW_MS, spec)).toBe('valid');
    expect(certificateKeyValidity(other, NOW_MS, spec)).toBe('expired');
    const none = { token: null, certificateKey: null };
    expect([tokenValidity(none, NOW_MS, spec), certificateKeyValidity(none, NOW_MS, spec)]).toEqual([
      'none',
      'none',
    ]);
  });

  it('is described by what is left of it', () => {
    expect(describeLeft(undefined, NOW_MS)).toBe('none held');
    expect(describeLeft(NOW_MS + 7_200_000, NOW_MS)).toBe('2h 0m left');
    expect(describeLeft(NOW_MS, NOW_MS)).toBe('expired 0s ago');
    expect(describeLeft(NOW_MS - 61_000, NOW_MS)).toBe('expired 1m 1s ago');
  });

  it('has spans in two units at most', () => {
    expect([499, 59_000, 60_000, 3_599_000, 3_600_000, 5_400_000, 86_400_000, 183_600_000].map(span)).toEqual(
      ['0s', '59s', '1m 0s', '59m 59s', '1h 0m', '1h 30m', '1d 0h', '2d 3h'],
    );
  });
});
