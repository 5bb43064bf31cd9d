import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from './replace-file.js';

/** One line that says why a file is not to be written there, or undefined: asked before long work whose end it is to hold. */
export function whyNotThere(path: string, force: boolean): string | undefined {
  if (!existsSync(dirname(path))) return `${path}: cannot be written: no such directory`;
  if (!existsSync(path)) return undefined;
  if (statSync(path).isDirectory()) return `${path}: cannot be written: is a directory`;
  return force ? undefined : `${path} is there already: name another file, or give --force to overwrite it`;
}

/** Whole or not at all, and over another file only with `force`; one line that says why not, or undefined. */
export function writeNewFile(path: string, text: string, force: boolean): string | undefined {
  const problem = whyNotThere(path, force);
  if (problem !== undefined) return problem;
  try {
    replaceFile(existsSync(path) ? realpathSync(path) : path, text);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `${path}: cannot be written (${code})`;
  }
}
