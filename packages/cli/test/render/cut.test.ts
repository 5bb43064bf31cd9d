import { expect, test } from 'vitest';
import { cut } from '../../src/render/cut.js';

test.each([
  ['what fits stays', 'abc', 3, 'abc'],
  ['what does not ends in a mark', 'abcd', 3, 'ab…'],
  ['a wide character takes two columns', '日本語', 5, '日本…'],
  ['half of a wide character is none', '日本語', 4, '日…'],
  ['a pair of code units is one character', '😀😀😀', 4, '😀…'],
  ['an accent of its own takes none', 'e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301'],
])('%s', (_what, line, columns, shown) => {
  expect(cut(line, columns)).toBe(shown);
});
