import { expect, test } from 'vitest';
import { learnByText, rememberByText, rememberPer } from '../../src/engine/remember.js';

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

test('each object is worked out once, an equal one by itself', () => {
  const asked: (readonly string[])[] = [];
  const joined = rememberPer((words: readonly string[]) => {
    asked.push(words);
    return words.join(' ');
  });
  const first = ['a', 'b'];
  const second = ['a', 'b'];
  expect([first, second, first].map(joined)).toEqual(['a b', 'a b', 'a b']);
  expect(asked).toEqual([first, second]);
});
