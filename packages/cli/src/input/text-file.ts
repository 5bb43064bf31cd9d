import { readFileSync } from 'node:fs';
import type { Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { fileProblem } from '../file-problem.js';

/** The text of a file, or one line that says why not. */
export function readTextFile(path: string): Result<string, string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    return err(`${path}: ${fileProblem(error).message}`);
  }
}
