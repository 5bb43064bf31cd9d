import { expect, test } from 'vitest';
import { quorate } from '../fake-terminal.js';

test('version names the program, what it runs on, and the formats', async () => {
  const { code, out } = await quorate(['version']);
  expect(code).toBe(0);
  expect(out).toMatch(/^quorate +\d+\.\d+\.\d+$/m);
  expect(out).toMatch(new RegExp(`^node +${process.version}$`, 'm'));
  expect(out).toMatch(/^format +spec quorate\.dev\/v1alpha1$/m);
});

test('version is the same as JSON', async () => {
  const { out } = await quorate(['version', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject({
    node: process.version,
    formats: { status: '1.0', plan: '1.0', observation: '1.0', journal: '1.0' },
  });
});
