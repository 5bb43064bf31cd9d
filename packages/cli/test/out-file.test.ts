import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { whyNotThere, writeOutFile } from '../src/out-file.js';

const folder = mkdtempSync(join(tmpdir(), 'quorate-out-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string): string => join(folder, name);

test('a text that stays is left as it is, with why and what to do instead', () => {
  const path = inFolder('kept');
  writeFileSync(path, 'mine');
  const file = { path, keeps: (there: string) => `holds ${there}: name another file` };
  expect(whyNotThere(file)).toBe(`${path} holds mine: name another file`);
  expect(writeOutFile(file, 'new')).toBe(`${path} holds mine: name another file`);
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(writeOutFile({ path }, 'new')).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('an empty file keeps nothing, and is private afterwards', () => {
  const path = inFolder('empty');
  writeFileSync(path, '', { mode: 0o644 });
  expect(writeOutFile({ path, keeps: () => 'stays' }, 'new')).toBeUndefined();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a device is written to, and stays one', () => {
  expect(writeOutFile({ path: '/dev/null', keeps: () => 'stays' }, 'new')).toBeUndefined();
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a directory, and a path without one, are refused in words', () => {
  mkdirSync(inFolder('directory'));
  expect(writeOutFile({ path: inFolder('directory') }, '')).toContain('cannot be written: is a directory');
  expect(writeOutFile({ path: inFolder('none/x') }, '')).toContain('cannot be written: no such directory');
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});
