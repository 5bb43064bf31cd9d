/**
 * A value that must never reach argv, logs, events, journals or errors.
 * It prints, serialises and inspects as its label; only {@link reveal} gives the text, and only drivers call that,
 * at the moment they write a 0600 file or feed stdin.
 */
export class Secret {
  readonly label: string;
  readonly #text: string;

  constructor(label: string, text: string) {
    this.label = label;
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return `<secret ${this.label}>`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Text that may hold secrets: literal parts and {@link Secret}s, in order. */
export type Text = readonly (string | Secret)[];

/** The text with every secret replaced by its label: safe to log. */
export function printable(text: Text): string {
  return text.map((part) => (typeof part === 'string' ? part : part.toString())).join('');
}

/** The text with its secrets in clear. For drivers only, at the border. */
export function revealText(text: Text): string {
  return text.map((part) => (typeof part === 'string' ? part : part.reveal())).join('');
}
