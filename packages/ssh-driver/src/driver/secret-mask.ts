import type { Text } from '@quorate/core';
import { Secret } from '@quorate/core';

/** A shorter line of a secret is too likely to be an ordinary word; the whole secret is masked however short it is. */
const MIN_LINE_LENGTH = 4;

/** Replaces every secret that has passed through the driver by its label, in whatever is shown to people. */
export class SecretMask {
  /** From text to label. */
  readonly #known = new Map<string, string>();
  #longestFirst: readonly (readonly [string, string])[] = [];

  learn(text: Text): void {
    const before = this.#known.size;
    for (const part of text) if (part instanceof Secret) this.#learnSecret(part);
    if (this.#known.size === before) return;
    this.#longestFirst = [...this.#known].sort(([a], [b]) => b.length - a.length);
  }

  mask(line: string): string {
    let masked = line;
    for (const [text, label] of this.#longestFirst) masked = masked.replaceAll(text, () => label);
    return masked;
  }

  #learnSecret(secret: Secret): void {
    const text = secret.reveal();
    const lines = text.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_LENGTH);
    for (const one of [text, text.trim(), ...lines]) if (one !== '') this.#known.set(one, secret.toString());
  }
}
