import type { Micros } from '../../engine/scheduler.js';
import { expiryDate } from './calendar.js';
import { shortDuration } from './short-duration.js';

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
  const blank = authority === undefined ? ['', '', ''] : ['', '', '', ''];
  if (expiresUs === undefined) return [`!MISSING! ${name}`, ...blank];
  const left = shortDuration(expiresUs - nowUs);
  return [name, expiryDate(expiresUs), left, ...(authority === undefined ? [] : [authority]), 'no'];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [
    head
      .map((title, column) => (column === head.length - 1 ? title : title.padEnd((widths[column] ?? 0) + 3)))
      .join(''),
    ...rows.map((row) =>
      row.map((cell, column) => pad(cell, row.length - 1 === column, widths[column] ?? 0)).join(''),
    ),
  ];
}

/** The last cell is followed by the padding of the tabwriter's minimum width. */
function pad(cell: string, last: boolean, width: number): string {
  return last ? cell.padEnd(8) : cell.padEnd(width + 3);
}
