import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';

export interface LineReaderOptions {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  /** Aborted when the user interrupts: then no question is answered any more. */
  readonly signal: AbortSignal;
  /** Ctrl-C was typed while a terminal was read: it is no signal then. */
  readonly onInterrupt: () => void;
}

/**
 * Asks questions one after the other. Lines that arrive before they are asked for are kept: input may be a pipe. A terminal is read
 * only while a question is open, because it is raw meanwhile, and Ctrl-C is no signal.
 */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #kept: string[] = [];
  #lines: Interface | undefined;
  #history: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #ended = false;

  constructor(options: LineReaderOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => {
      this.#answer(undefined);
    });
  }

  /** Undefined when the input has ended, or the user interrupts. */
  ask(question: string): Promise<string | undefined> {
    const { output, signal } = this.#options;
    const kept = this.#kept.shift();
    const isOver = this.#ended || signal.aborted;
    // Before the question is seen: whoever answers at once is not to be echoed by the terminal too.
    if (kept === undefined && !isOver) this.#lines ??= this.#open();
    output.write(question);
    if (kept !== undefined || isOver) return Promise.resolve(kept);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    const lines = this.#lines;
    this.#lines = undefined;
    lines?.close();
  }

  #open(): Interface {
    const { input, output, onInterrupt } = this.#options;
    const terminal = input.isTTY === true;
    const lines = createInterface({ input, output, terminal, history: this.#history });
    lines.on('line', (line) => {
      if (this.#waiting === undefined) this.#kept.push(line);
      else this.#answer(line);
    });
    lines.on('history', (history) => {
      this.#history = history;
    });
    lines.on('SIGINT', onInterrupt);
    lines.on('close', () => {
      if (this.#lines !== lines) return;
      this.#ended = true;
      this.#answer(undefined);
    });
    return lines;
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
    if (this.#options.input.isTTY !== true) return;
    // Not at once: what was pasted together comes line by line, and the rest of it would be lost.
    queueMicrotask(() => {
      if (this.#waiting === undefined) this.close();
    });
  }
}
