import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { printable } from '../../src/render/printable.js';

test.each([
  ['a screen that is cleared and a window that is renamed', 'a\x1b[2J\x1b]0;owned\x07b', 'ab'],
  ['colours', '\x1b[1;31merror\x1b[0m: x', 'error: x'],
  ['a sequence that was cut off', 'error\x1b', 'error'],
  ['single-character controls of eight bits', 'a\x9b2Jb\x85', 'ab'],
  ['bells, backspaces and rubouts', 'a\x07\b\x7fb\0', 'ab'],
  ['a line that is written over', 'all is well\rit is not', 'all is well it is not'],
  ['line ends of another system', 'one\r\ntwo', 'one\ntwo'],
  ['tabs', '\ta\tb\n12345678\tc', '        a       b\n12345678        c'],
  ['marks that turn letters around', 'a\u202ecba\u2066', 'acba'],
  ['letters of any kind', 'größer – 日本 ✓', 'größer – 日本 ✓'],
])('%s', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

property.prop({
  text: fc.array(fc.constantFrom('\x1b', '[', ']', '2J', ';', '\x07', '\x9b', '\r', '\t', '\n', 'x'), {
    size: '+1',
  }),
})('whatever is put together, no control but the line feed is left', ({ text }) => {
  expect(printable(text.join('')).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
