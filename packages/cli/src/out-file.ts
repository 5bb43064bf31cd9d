import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileProblem } from './file-problem.js';
import { replaceFile } from './replace-file.js';

/** Where the user wants something written, and what may go for it. */
export interface OutFile {
  readonly path: string;
  /**
   * Why a text that is there stays, and what to do instead, in words that go on after the path; undefined: it may be written over.
   * Not asked of an empty file. No such function: any text may be.
   */
  readonly keeps?: ((there: string) => string | undefined) | undefined;
  /** Default 0600. The umask of the process is taken off. */
  readonly mode?: number;
}

export const OR_FORCE = 'name another file, or give --force to overwrite it';

/** One line that says why it is not to be written there, or undefined: asked before long work whose end it is to hold. */
export function whyNotThere({ path, keeps }: OutFile): string | undefined {
  if (!existsSync(dirname(path))) return `${path}: cannot be written: no such directory`;
  if (!existsSync(path)) return undefined;
  try {
    const there = statSync(path);
    if (there.isDirectory()) return `${path}: cannot be written: is a directory`;
    // A device or a pipe holds nothing, and to read it would take from it.
    if (!there.isFile() || keeps === undefined) return undefined;
    const text = readFileSync(path, 'utf8');
    const why = text.trim() === '' ? undefined : keeps(text);
    return why === undefined ? undefined : `${path} ${why}`;
  } catch (error) {
    return `${path}: cannot be read, and so is not written over: ${fileProblem(error).message}`;
  }
}

/** Whole or not at all; one line that says why not, or undefined. */
export function writeOutFile(file: OutFile, text: string): string | undefined {
  const problem = whyNotThere(file);
  if (problem !== undefined) return problem;
  const { path, mode = 0o600 } = file;
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    // In the place of a device, such as /dev/null, there would be a file.
    if (existsSync(target) && !statSync(target).isFile()) writeFileSync(target, text);
    else replaceFile(target, text, mode);
    return undefined;
  } catch (error) {
    return `${path}: cannot be written: ${fileProblem(error).message}`;
  }
}
