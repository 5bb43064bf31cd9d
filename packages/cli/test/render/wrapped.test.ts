import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { wrapped } from '../../src/render/wrapped.js';

test('the first line has the head, the others are indented as far', () => {
  expect(wrapped('one two three four', 15, 'seen: ')).toEqual(['seen: one two', '      three', '      four']);
});

test('the others can be indented otherwise', () => {
  expect(wrapped('one two three', 9, '', '  ')).toEqual(['one two', '  three']);
});

test('a word that is too long stays whole', () => {
  expect(wrapped('overlong-word b', 5, '')).toEqual(['overlong-word', 'b']);
});

const word = fc.stringMatching(/^[a-z,;]{1,12}$/);

property.prop([
  fc.array(word, { minLength: 1 }),
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 0, max: 8 }),
])('no word is lost or broken, and a line that is too long is one word', (words, columns, indent) => {
  const head = ' '.repeat(indent);
  const lines = wrapped(words.join(' '), columns, head);
  expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
  for (const line of lines) if (line.length > columns) expect(line.trim()).not.toContain(' ');
});
