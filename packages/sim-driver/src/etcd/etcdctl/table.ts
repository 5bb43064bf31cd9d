/** The table of etcdctl: upper-case headings in the middle, cells to the right. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const line = (cells: readonly string[], place: (text: string, width: number) => string): string =>
    `|${widths.map((width, column) => ` ${place(cells[column] ?? '', width)} `).join('|')}|`;
  return [
    rule,
    line(headings, centred),
    rule,
    ...rows.map((row) => line(row, (text, width) => text.padStart(width))),
    rule,
  ].join('\n');
}

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return (' '.repeat(left) + text).padEnd(width);
}
