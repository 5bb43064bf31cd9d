/** What had to be chosen because nobody saw it, in plain words, each once. */
export class Assumptions {
  readonly #texts = new Set<string>();

  add(text: string): void {
    this.#texts.add(text);
  }

  list(): readonly string[] {
    return [...this.#texts];
  }
}
