/**
 * One stream that a process writes to. What is written after an error is dropped: it would not arrive. A pipe tells its error some
 * time after a write, a file throws it at once.
 */
export class Output {
  readonly #stream: NodeJS.WritableStream;
  readonly #onBroken: (error: unknown) => void;
  #broken = false;

  /** `onBroken` is called once, with the first error. */
  constructor(stream: NodeJS.WritableStream, onBroken: (error: unknown) => void) {
    this.#stream = stream;
    this.#onBroken = onBroken;
    stream.on('error', (error) => {
      this.#break(error);
    });
  }

  write(text: string): void {
    if (this.#broken) return;
    try {
      this.#stream.write(text);
    } catch (error) {
      this.#break(error);
    }
  }

  #break(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#onBroken(error);
  }
}
