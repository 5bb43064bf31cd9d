/** Printed before the mark (by login shells, sudo): only the end of it can matter. */
const MAX_PRELUDE_BYTES = 64 * 1024;

/**
 * Splits one stream of a remote script at the line with its nonce: what comes before was printed by others, what comes after
 * is the work. The line may arrive in pieces.
 */
export class MarkedStream {
  readonly #mark: RegExp;
  readonly #onMark: (match: RegExpExecArray) => void;
  readonly #onWork: (chunk: Buffer) => void;
  #prelude = Buffer.alloc(0);
  #marked = false;

  /** `mark` is matched against the text as latin1, so that lengths are bytes. */
  constructor(mark: RegExp, onMark: (match: RegExpExecArray) => void, onWork: (chunk: Buffer) => void) {
    this.#mark = mark;
    this.#onMark = onMark;
    this.#onWork = onWork;
  }

  get marked(): boolean {
    return this.#marked;
  }

  /** What was printed before the mark. */
  prelude(): string {
    return this.#prelude.toString('utf8');
  }

  add(chunk: Buffer): void {
    if (this.#marked) {
      this.#onWork(chunk);
      return;
    }
    const seen = Buffer.concat([this.#prelude, chunk]);
    const match = this.#mark.exec(seen.toString('latin1'));
    if (match === null) {
      this.#prelude = seen.subarray(-MAX_PRELUDE_BYTES);
      return;
    }
    this.#marked = true;
    this.#prelude = seen.subarray(0, match.index);
    this.#onMark(match);
    const work = seen.subarray(match.index + match[0].length);
    if (work.length > 0) this.#onWork(work);
  }
}
