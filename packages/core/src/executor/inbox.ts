/** Where everything that happens outside arrives; the executor's loop is its only reader. */
export class Inbox<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
    this.#wake = undefined;
  }

  get empty(): boolean {
    return this.#items.length === 0;
  }

  take(): T | undefined {
    return this.#items.shift();
  }

  /** Resolves when there is something to take. */
  filled(): Promise<void> {
    return new Promise<void>((resolve) => {
      if (this.empty) this.#wake = resolve;
      else resolve();
    });
  }
}
