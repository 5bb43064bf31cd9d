import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';

/** Asks questions one after the other. Lines that arrive before they are asked for are kept: input may be a pipe. */
export class LineReader {
  readonly #output: NodeJS.WritableStream;
  readonly #interrupt: AbortController;
  readonly #lines: Interface;
  readonly #kept: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #ended = false;

  constructor(
    input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
    output: NodeJS.WritableStream,
    interrupt: AbortController,
  ) {
    this.#output = output;
    this.#interrupt = interrupt;
    this.#lines = createInterface({ input, output, terminal: input.isTTY === true });
    this.#lines.on('line', (line) => {
      if (this.#waiting === undefined) this.#kept.push(line);
      else this.#answer(line);
    });
    // While it reads a terminal, Ctrl-C arrives here and not as a signal.
    this.#lines.on('SIGINT', () => {
      interrupt.abort();
    });
    this.#lines.on('close', () => {
      this.#ended = true;
      this.#answer(undefined);
    });
    interrupt.signal.addEventListener('abort', () => {
      this.#answer(undefined);
    });
  }

  /** Undefined when the input has ended, or the user interrupts. */
  ask(question: string): Promise<string | undefined> {
    this.#output.write(question);
    const kept = this.#kept.shift();
    if (kept !== undefined) return Promise.resolve(kept);
    if (this.#ended || this.#interrupt.signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    this.#lines.close();
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(line);
  }
}
