/** Lines that stay at the bottom of a screen while others are written above them. */
export class PinnedLines {
  readonly #write: (text: string) => void;
  #shown: readonly string[] = [];

  /** `write` goes to a terminal that understands ANSI escapes. */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Each line must fit the screen: one that wraps would be left behind. None: they go away. */
  pin(lines: readonly string[]): void {
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
