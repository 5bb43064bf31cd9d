import { printable } from './printable.js';

/**
 * Lines of at most so many columns. Words stay whole, and one that is longer has a line that is too long.
 * @param head - before the first line
 * @param hanging - before each further line; as wide as the head where nothing else is said
 */
export function wrapped(
  text: string,
  columns: number,
  head: string,
  hanging = ' '.repeat(head.length),
): readonly string[] {
  const [first = '', ...words] = printable(text).split(/\s+/);
  const lines: string[] = [];
  let line = `${head}${first}`;
  for (const word of words) {
    if (line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${hanging}${word}`;
    } else line = `${line} ${word}`;
  }
  return [...lines, line];
}
