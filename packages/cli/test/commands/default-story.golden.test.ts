import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { simulate } from '../fake-terminal.js';

const golden = new URL('../golden/default-story.txt', import.meta.url);

/** Times, ages, ids and hashes change with the timings of the simulator; the story does not. */
function masked(text: string): string {
  return text
    .replaceAll(/^ *\+[\d:]+ {2}/gm, '+TIME  ')
    .replaceAll(/ \(\d+m? ?\d*s\)$/gm, ' (TOOK)')
    .replaceAll(/\d+h \d+m left/g, 'TIME left')
    .replaceAll(/(control-plane|<none>) +\S+ +v/g, '$1 AGE v')
    .replaceAll(/^[0-9a-f]{14,16}, /gm, 'MEMBER, ')
    .replaceAll(/\d+ times in a row over [\d.]+ s/g, 'N times in a row over T s')
    .replace(/in \S+ \S+ of virtual/, 'in SPAN of virtual')
    .replace(/trace [0-9a-f]{16}/, 'trace HASH');
}

/** Members are listed by id, and waits depend on timings. */
function stable(text: string): string {
  const lines = text.split('\n').filter((line) => !line.includes('… waiting'));
  const members = lines.filter((line) => line.startsWith('MEMBER')).sort();
  return lines.map((line) => (line.startsWith('MEMBER') ? (members.shift() ?? line) : line)).join('\n');
}

test('the story of npm start, line by line', async () => {
  const { out, err } = await simulate();
  const told = `${stable(masked(`${err}\n${out}`)).trim()}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, told);
  expect(told).toBe(readFileSync(golden, 'utf8'));
});
