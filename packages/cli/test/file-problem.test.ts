import { expect, test } from 'vitest';
import { fileProblem } from '../src/file-problem.js';
import { readTextFile } from '../src/input/text-file.js';

test.each([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'is a directory, not a file'],
  ['EPERM', 'permission denied'],
  ['EMFILE', 'error EMFILE'],
])('%s is told as: %s', (code, message) => {
  expect(fileProblem(Object.assign(new Error('of Node.js'), { code }))).toEqual({ code, message });
});

test('what is no error of the file system is told as it is', () => {
  expect(fileProblem('torn')).toEqual({ code: 'torn', message: 'error torn' });
});

test('a path through a file is told as one that is not there', () => {
  const { filename } = import.meta;
  expect(readTextFile(`${filename}/below`)).toEqual({ ok: false, error: `${filename}/below: no such file` });
});
