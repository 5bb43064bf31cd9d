import type { Diagnosis, LikelyCause, Sighting } from '@quorate/core';
import { cut } from './cut.js';
import { printable } from './printable.js';
import type { Paint } from './style.js';
import { wrapped } from './wrapped.js';

export interface DiagnosisStyle {
  readonly columns: number;
  readonly paint: Paint;
}

const MOST_LINES = 12;
const MOST_SIGHTINGS = 2;
const MOST_REASON_LINES = 3;
/** A line that is longer is for those who read the evidence. */
const NARROWEST = 40;

/**
 * The likely cause for people at a terminal, in at most 12 lines: what was seen and where, why that is likely, what is safe
 * next, and what else may be behind it.
 */
export function renderDiagnosis(
  { causes, lookFailed }: Diagnosis,
  { columns, paint }: DiagnosisStyle,
): readonly string[] {
  const width = Math.max(NARROWEST, Math.min(columns, 80));
  if (lookFailed !== undefined) return [cut(`no evidence could be collected: ${lookFailed}`, width)];
  const [first, ...others] = causes;
  if (first === undefined) return ['no known cause was recognised in the evidence'];
  const title = cut(`likely cause: ${first.title} (${first.id})`, width);
  const above = [
    title.replace(first.title, () => paint('bold', first.title)),
    ...seenLines(first, width),
    ...labelled('because', [first.why], MOST_REASON_LINES, width),
  ];
  const also = alsoLine(others, width);
  const room = MOST_LINES - above.length - also.length;
  return [...above, ...labelled('next', first.next, room, width), ...also];
}

function seenLines({ seen }: LikelyCause, width: number): readonly string[] {
  return seen
    .slice(0, MOST_SIGHTINGS)
    .flatMap(({ host, where, line }: Sighting) => [
      cut(`  seen on ${host}, ${where}:`, width),
      cut(`    ${middleOf(printable(line).replaceAll(/\s+/g, ' '), width - 4)}`, width),
    ]);
}

/** Of a message the end says why; the beginning of a log line is its time. */
function middleOf(line: string, width: number): string {
  if (line.length <= width) return line;
  const head = Math.floor(width / 4);
  return `${line.slice(0, head)}…${line.slice(-(width - head - 1))}`;
}

function labelled(label: string, texts: readonly string[], most: number, width: number): readonly string[] {
  const indent = 11;
  const lines = texts.flatMap((text) => wrapped(text, width - indent, '')).slice(0, most);
  return lines.map((line, index) => cut(`  ${(index === 0 ? label : '').padEnd(indent - 2)}${line}`, width));
}

function alsoLine(others: readonly LikelyCause[], width: number): readonly string[] {
  if (others.length === 0) return [];
  const names = others.map(({ id, seen }) => `${id} (${seen[0]?.host ?? ''})`);
  return [cut(`  also     ${names.join(', ')}`, width)];
}
