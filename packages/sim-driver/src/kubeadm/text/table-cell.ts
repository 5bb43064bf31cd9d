const WIDEST = 64;
const SPACES: readonly string[] = Array.from({ length: WIDEST }, (_none, width) => ' '.repeat(width));

/** A cell with spaces behind it up to a width; a table is one line after the other of these. */
export function paddedCell(cell: string, width: number): string {
  const missing = width - cell.length;
  return missing <= 0 ? cell : cell + (SPACES[missing] ?? ' '.repeat(missing));
}
