import { describe, expect, it } from 'vitest';
import { rememberLast } from '../../src/foundation/remember-last.js';

describe('what a text comes to', () => {
  it('is computed once while the text stays the same, and anew when it changes', () => {
    const derived: string[] = [];
    const lengthOf = rememberLast((text) => derived.push(text) && text.length);
    expect(['a', 'a', 'bb', 'a'].map(lengthOf)).toEqual([1, 1, 2, 1]);
    expect(derived).toEqual(['a', 'bb', 'a']);
  });

  it('is remembered also when it is undefined', () => {
    let asked = 0;
    const firstB = rememberLast((text): number | undefined => {
      asked += 1;
      return text.includes('b') ? text.indexOf('b') : undefined;
    });
    expect([firstB('a'), firstB('a')]).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
  });
});
