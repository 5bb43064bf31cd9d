import { expect, test } from 'vitest';
import { learnByText, rememberByText } from '../../src/engine/remember.js';

test('each text is worked out once, also when nothing comes of it', () => {
  const asked: string[] = [];
  const remembered = rememberByText((text) => {
    asked.push(text);
    return text === 'none' ? undefined : text.length;
  });
  expect(['one', 'none', 'one', 'none'].map(remembered)).toEqual([3, undefined, 3, undefined]);
  expect(asked).toEqual(['one', 'none']);
});

test('what was learned is not worked out; other texts are', () => {
  const lengths = learnByText((text) => text.length);
  lengths.learn('four', 4);
  expect([lengths.recall('four'), lengths.recall('three')]).toEqual([4, 5]);
});
