import { expect, test } from 'vitest';
import { examples, haCluster, quorate } from '../fake-terminal.js';

const narrow = { interactive: true, columns: 60 };

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

test.each([
  ['a story', ['simulate', '--scenario', `${examples}scenarios/two-masters-off.yaml`]],
  ['its conditions', ['simulate', haCluster, '-v', '--fault', 'cut:master1,master2@20s~2m']],
  ['a mistake', ['sim', haCluster, '--what-if', 'of master2']],
])('%s fits into a screen of 60 columns', async (_, argv) => {
  const { err } = await quorate(argv, narrow);
  expect(err.split('\n').length).toBeGreaterThan(3);
  const tooLong = err.split('\n').filter((line) => line.length > 60 && line.trim().includes(' '));
  expect(tooLong).toEqual([]);
});

test('why a story is blocked fits as well', async () => {
  const { out } = await quorate(
    ['simulate', '--scenario', `${examples}scenarios/two-masters-off.yaml`],
    narrow,
  );
  expect(widest(out.slice(out.indexOf('blocked (')))).toBeLessThanOrEqual(60);
});

test('in a log a line is as long as it is', async () => {
  const { out, err } = await quorate(['simulate', '--scenario', `${examples}scenarios/two-masters-off.yaml`]);
  expect(widest(err)).toBeGreaterThan(100);
  expect(out).toMatch(/^ {2}safe next: bring master2 back, with its disk; the run goes on by itself$/m);
});
