/** Kept of each stream of one step, in bytes; what comes beyond is counted and dropped. */
export const MAX_KEPT_BYTES = 8 * 1024 * 1024;

/** What one stream of a program printed: kept as text within bounds, and handed on line by line. */
export class OutputCapture {
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #kept: string[] = [];
  #keptBytes = 0;
  #cutBytes = 0;
  #line = '';

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Bytes that were dropped. */
  get cutBytes(): number {
    return this.#cutBytes;
  }

  add(chunk: Buffer): void {
    const room = MAX_KEPT_BYTES - this.#keptBytes;
    const kept = chunk.length <= room ? chunk : chunk.subarray(0, room);
    this.#keptBytes += kept.length;
    this.#cutBytes += chunk.length - kept.length;
    this.#take(this.#decoder.decode(kept, { stream: true }));
  }

  /** Nothing more will come. */
  end(): void {
    this.#take(this.#decoder.decode());
    if (this.#line !== '') this.#tell(this.#line);
    this.#line = '';
  }

  /** Everything up to now; says at its end when something was dropped. */
  text(): string {
    const text = this.#kept.join('');
    this.#kept = [text];
    if (this.#cutBytes === 0) return text;
    return `${text}\n[the first ${MAX_KEPT_BYTES} bytes were kept, ${this.#cutBytes} more were cut]\n`;
  }

  #take(text: string): void {
    if (text === '') return;
    this.#kept.push(text);
    if (this.#onLine === undefined) return;
    if (!text.includes('\n')) {
      this.#line += text;
      return;
    }
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
  }

  #tell(line: string): void {
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
    this.#onLine?.(whole);
  }
}
