import { stripVTControlCharacters } from 'node:util';

/** Turns around or hides what stands beside it. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;
const TAB_STOP = 8;

/**
 * What a host said, for a screen: without escape sequences and control characters, which would clear it, rename its window or write
 * over what stands there. Line feeds stay, and tabs become the spaces that they stand for, so that a line is as wide as it is long.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', ' ')
    .split('\n')
    .map((line) =>
      withoutTabs(line)
        .replaceAll(/\p{Cc}/gu, '')
        .replaceAll(DIRECTIONS, ''),
    )
    .join('\n');
}

function withoutTabs(line: string): string {
  const [first = '', ...more] = line.split('\t');
  return more.reduce((before, part) => {
    const stop = (Math.floor(before.length / TAB_STOP) + 1) * TAB_STOP;
    return `${before.padEnd(stop)}${part}`;
  }, first);
}
