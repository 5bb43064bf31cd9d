import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Recording, Step } from './recording.js';

export const GOLDEN_FILE = fileURLToPath(new URL('golden.txt', import.meta.url));

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Steps are four characters each: a word of the file's first line, then the check. */
type PackedRecording = Omit<Recording, 'steps'> & { readonly steps: string };

export type Recordings = Readonly<Record<string, Recording>>;

/** Everything that is kept; nothing, when there is no file yet. */
export function readGolden(): Recordings {
  const [first = '[]', ...lines] = linesOfFile();
  const words = JSON.parse(first) as readonly string[];
  return Object.fromEntries(
    lines.map((line) => {
      const { name, steps, ...rest } = JSON.parse(line) as PackedRecording & { readonly name: string };
      return [name, { ...rest, steps: unpack(steps, words) }];
    }),
  );
}

/** One scenario a line, so that a change shows which ones it touches. */
export function writeGolden(recordings: Recordings): void {
  const entries = Object.entries(recordings);
  const words = [...new Set(entries.flatMap(([, { steps }]) => steps.map(({ what }) => what)))].sort();
  const index = new Map(words.map((word, position) => [word, position]));
  const pack = ({ what, check }: Step): string => twoDigits(index.get(what) ?? 0) + twoDigits(check);
  const lines = entries.map(([name, { steps, ...rest }]) =>
    JSON.stringify({ name, ...rest, steps: steps.map(pack).join('') }),
  );
  writeFileSync(GOLDEN_FILE, [JSON.stringify(words), ...lines, ''].join('\n'));
}

function linesOfFile(): readonly string[] {
  return existsSync(GOLDEN_FILE) ? readFileSync(GOLDEN_FILE, 'utf8').trimEnd().split('\n') : [];
}

function unpack(steps: string, words: readonly string[]): readonly Step[] {
  return Array.from({ length: steps.length / 4 }, (_, position) => {
    const at = 4 * position;
    return { what: words[numberAt(steps, at)] ?? '', check: numberAt(steps, at + 2) };
  });
}

function twoDigits(value: number): string {
  return DIGITS.charAt(value >> 6) + DIGITS.charAt(value & 63);
}

function numberAt(text: string, at: number): number {
  return DIGITS.indexOf(text.charAt(at)) * 64 + DIGITS.indexOf(text.charAt(at + 1));
}
