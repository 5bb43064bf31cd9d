import { describe, expect, it } from 'vitest';
import { rememberTexts } from '../../src/foundation/remember-texts.js';

describe('what some texts come to', () => {
  it('is computed once for each of those that alternate', () => {
    const derived: string[] = [];
    const upper = rememberTexts((text) => {
      derived.push(text);
      return text.toUpperCase();
    });
    expect(['a', 'b', 'a', 'b', 'c', 'a'].map(upper)).toEqual(['A', 'B', 'A', 'B', 'C', 'A']);
    expect(derived).toEqual(['a', 'b', 'c']);
  });

  it('is remembered also when it is undefined', () => {
    let asked = 0;
    const firstB = rememberTexts((text): number | undefined => {
      asked += 1;
      return text.includes('b') ? text.indexOf('b') : undefined;
    });
    expect([firstB('a'), firstB('a')]).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
  });

  it('is forgotten when there are too many, and stays right', () => {
    const derived: string[] = [];
    const lengthOf = rememberTexts((text) => derived.push(text) && text.length);
    const texts = Array.from({ length: 100 }, (_, index) => 'x'.repeat(index));
    expect(texts.map(lengthOf)).toEqual(texts.map((text) => text.length));
    expect(['', ''].map(lengthOf)).toEqual([0, 0]);
    expect(derived).toHaveLength(101);
  });
});
