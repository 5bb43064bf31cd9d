import type { Micros } from '../../engine/scheduler.js';
import { expiryDate } from './calendar.js';
import { shortDuration } from './short-duration.js';
import { paddedCell } from './table-cell.js';

/** One certificate as `certs check-expiration` shows it. */
export interface ExpirationRow {
  readonly name: string;
  /** Absent: the file is missing. */
  readonly expiresUs?: Micros;
  /** Absent: this is a CA. */
  readonly authority?: string;
}

/** Leaves, an empty line, CAs; each line padded as Go's tabwriter pads, the last column too. */
export function expirationTables(
  leaves: readonly ExpirationRow[],
  authorities: readonly ExpirationRow[],
  nowUs: Micros,
): readonly string[] {
  const leafHead = ['CERTIFICATE', 'EXPIRES', 'RESIDUAL TIME', 'CERTIFICATE AUTHORITY', 'EXTERNALLY MANAGED'];
  const authorityHead = ['CERTIFICATE AUTHORITY', 'EXPIRES', 'RESIDUAL TIME', 'EXTERNALLY MANAGED'];
  return [
    ...table(
      leafHead,
      leaves.map((row) => cells(row, nowUs)),
    ),
    '',
    ...table(
      authorityHead,
      authorities.map((row) => cells(row, nowUs)),
    ),
  ];
}

function cells({ name, expiresUs, authority }: ExpirationRow, nowUs: Micros): readonly string[] {
  if (expiresUs === undefined) {
    const title = `!MISSING! ${name}`;
    return authority === undefined ? [title, '', '', ''] : [title, '', '', '', ''];
  }
  const date = expiryDate(expiresUs);
  const left = shortDuration(expiresUs - nowUs);
  return authority === undefined ? [name, date, left, 'no'] : [name, date, left, authority, 'no'];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map(({ length }, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), length),
  );
  return [padded(head, widths, 0), ...rows.map((row) => padded(row, widths, LAST_WIDTH))];
}

/** The last cell of a row is followed by the padding of the tabwriter's minimum width. */
const LAST_WIDTH = 8;

function padded(cells: readonly string[], widths: readonly number[], lastWidth: number): string {
  const last = cells.length - 1;
  let line = '';
  for (let column = 0; column < last; column += 1)
    line += paddedCell(cells[column] ?? '', (widths[column] ?? 0) + 3);
  return line + paddedCell(cells[last] ?? '', lastWidth);
}
