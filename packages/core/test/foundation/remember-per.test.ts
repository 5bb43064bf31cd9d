import { describe, expect, it } from 'vitest';
import { rememberPer } from '../../src/foundation/remember-per.js';

describe('what an object comes to', () => {
  it('is computed once for each, whatever else looks the same', () => {
    let asked = 0;
    const lengthOf = rememberPer(({ text }: { readonly text: string }) => {
      asked += 1;
      return text.length;
    });
    const one = { text: 'a' };
    const same = { text: 'a' };
    const other = { text: 'bb' };
    expect([one, other, one, same, other].map(lengthOf)).toEqual([1, 2, 1, 1, 2]);
    expect(asked).toBe(3);
  });

  it('is remembered also when it is undefined', () => {
    let asked = 0;
    const firstB = rememberPer(({ text }: { readonly text: string }): number | undefined => {
      asked += 1;
      return text.includes('b') ? text.indexOf('b') : undefined;
    });
    const one = { text: 'a' };
    expect([firstB(one), firstB(one)]).toEqual([undefined, undefined]);
    expect(asked).toBe(1);
  });
});
