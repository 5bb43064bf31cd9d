import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causalChain } from '../../src/check/causal-chain.js';

/** One line for each digit: its distance. Shown as the digits that are left, with (N) for a gap. */
function shown(distances: string, most: number): string {
  const lines = [...distances].map((digit, atUs) => ({ atUs, text: digit, distance: Number(digit) }));
  return causalChain(lines, most)
    .map((part) => ('leftOut' in part ? `(${part.leftOut})` : part.text))
    .join('');
}

describe('a chain of causes', () => {
  it('is shown whole when it fits', () => {
    expect(shown('01234', 5)).toBe('01234');
    expect(shown('', 5)).toBe('');
  });

  it('loses its most distant lines first, of equals the earliest, and says where', () => {
    expect(shown('1444144', 6)).toBe('1(2)4144');
    expect(shown('1444144', 5)).toBe('1(3)144');
    expect(shown('1444144', 4)).toBe('1(3)1(2)');
    expect(shown('3131', 3)).toBe('(3)1');
  });

  it('never loses lines of distance 0', () => {
    expect(shown('010203', 1)).toBe('0(1)0(1)0(1)');
  });

  it('is no longer than it may be, and accounts for every line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (distances, most) => {
          const lines = distances.map((distance, atUs) => ({ atUs, text: '', distance }));
          const chain = causalChain(lines, most);
          expect(chain.length).toBeLessThanOrEqual(most);
          const counted = chain.reduce((sum, part) => sum + ('leftOut' in part ? part.leftOut : 1), 0);
          expect(counted).toBe(lines.length);
        },
      ),
    );
  });
});
