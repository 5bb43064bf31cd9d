import { expect, test } from 'vitest';
import { wantsColour } from '../src/terminal.js';

test.each([
  ['a terminal', { isTTY: true }, {}, true],
  ['a pipe or a file', {}, {}, false],
  ['a terminal with NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true],
  ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false],
  ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', { isTTY: true }, { FORCE_COLOR: '0' }, false],
  ['FORCE_COLOR beside NO_COLOR', {}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('colour on %s', (_what, stream, env, expected) => {
  expect(wantsColour(stream, env)).toBe(expected);
});
