/** Lines that stay at the bottom of a screen while others are written above them. */
export class PinnedLines {
  readonly #write: (text: string) => void;
  readonly #rows: () => number;
  #shown: readonly string[] = [];

  /** `write` goes to a terminal that understands ANSI escapes, and has so many `rows` now. */
  constructor(write: (text: string) => void, rows: () => number) {
    this.#write = write;
    this.#rows = rows;
  }

  /**
   * Each line must fit the screen: one that wraps would be left behind. Of more lines than the screen has rows those before the last
   * one are left out, and how many is said. None: they go away.
   */
  pin(wanted: readonly string[]): void {
    // The cursor stands below them.
    const lines = fitting(wanted, this.#rows() - 1);
    if (lines.length === this.#shown.length && lines.every((line, index) => line === this.#shown[index]))
      return;
    this.#write(this.#erased(lines));
    this.#shown = lines;
  }

  /** Takes them away while something else writes a line to the same screen, and puts them back below it. */
  around(writeLine: () => void): void {
    if (this.#shown.length === 0) {
      writeLine();
      return;
    }
    this.#write(this.#erased([]));
    writeLine();
    this.#write(this.#shown.map((line) => `${line}\n`).join(''));
  }

  #erased(next: readonly string[]): string {
    const up = this.#shown.length === 0 ? '' : `\u001B[${this.#shown.length}A\r\u001B[0J`;
    return `${up}${next.map((line) => `${line}\n`).join('')}`;
  }
}

function fitting(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const before = lines.slice(0, Math.max(0, rows - 2));
  const last = rows < 2 ? [] : lines.slice(-1);
  const hidden = lines.length - before.length - last.length;
  return [...before, `… ${hidden} lines hidden`, ...last].slice(0, Math.max(0, rows));
}
