import type { BlockReason } from '@quorate/core';
import { evidenceOf } from './narrator.js';
import { printable } from './printable.js';
import type { Paint } from './style.js';
import { wrapped } from './wrapped.js';

export interface StyledLine {
  /** Spaces at its beginning are kept; what does not fit goes on below, indented further. */
  readonly text: string;
  readonly style?: Parameters<Paint>[0];
}

/** @param columns - of the screen; undefined: every line stays one line */
export function paintedLines(
  lines: readonly StyledLine[],
  columns: number | undefined,
  paint: Paint,
): readonly string[] {
  return lines.flatMap(({ text, style }) => {
    const indent = ' '.repeat(text.length - text.trimStart().length);
    const fitting =
      columns === undefined ? [printable(text)] : wrapped(text.trim(), columns, indent, `${indent}  `);
    return style === undefined ? fitting : fitting.map((line) => paint(style, line));
  });
}

/** What keeps a run from going on, what was seen, and what is safe next. */
export function blockedLines(reason: BlockReason): readonly StyledLine[] {
  return [
    { text: `blocked (${reason.code}): ${reason.summary}`, style: 'yellow' },
    ...evidenceOf(reason).map((line) => ({ text: `  ${line}` })),
    ...reason.remedies.map((remedy) => ({ text: `  safe next: ${remedy}` })),
  ];
}
