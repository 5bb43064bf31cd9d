import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { examples, quorate } from '../fake-terminal.js';

const folder = `${examples}museum/`;
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

test('the museum has at least fifteen scenarios', () => {
  expect(files.length).toBeGreaterThanOrEqual(15);
});

describe.each(files)('museum scenario %s', (file) => {
  const path = `${folder}${file}`;

  test('ends as its comment says, and every one of its faults happens', async () => {
    const [, status = '', reason] = /^# Ends: (\w+)(?:, ([\w-]+))?\./m.exec(readFileSync(path, 'utf8')) ?? [];
    const { code, out, err } = await quorate(['simulate', '--scenario', path]);
    const ending = reason === undefined ? status : `${status} (${reason})`;
    expect(
      out.split('\n').some((line) => line === ending || line.startsWith(`${ending}: `)),
      out,
    ).toBe(true);
    expect(code).toBe(status === 'ready' ? 0 : 5);
    expect(err).not.toContain('never happened');
  });
});
