import { printable } from './printable.js';

/** A first row of upper-case headers, then the rows, in columns two spaces apart. No trailing spaces. */
export function statusTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const all = [headers, ...rows].map((row) => row.map(printable));
  const widths = headers.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    headers
      .map((_, column) => (row[column] ?? '').padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
