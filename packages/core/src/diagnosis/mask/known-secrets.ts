import type { Secret } from '../../foundation/secret.js';
import { base64Forms } from './base64.js';

/** Shorter base64 is too likely to be something else. */
const SHORTEST_BASE64 = 8;
const SHORTEST_LINE = 4;
/** Taken as a whole: a pattern that holds what is looked for would be tried anew from each letter of a long run. */
const BASE64_RUN = /[A-Za-z0-9+/_-]+={0,2}/g;

/** Removes the values of these secrets, wherever they stand: plain, as JSON and URLs write them, and within base64. */
export function knownSecretsMask(secrets: readonly Secret[]): (text: string) => string {
  const forms = secrets
    .flatMap((secret) => formsOf(secret))
    .sort((one, other) => other.text.length - one.text.length);
  const encoded = secrets.flatMap((secret) =>
    base64Forms(secret.reveal())
      .filter((core) => core.length >= SHORTEST_BASE64)
      .map((core) => ({ core, label: secret.toString() })),
  );
  return (text) => {
    let masked = text;
    for (const { text: form, label } of forms) masked = masked.replaceAll(form, () => label);
    for (const { core, label } of encoded)
      if (masked.includes(core))
        masked = masked.replaceAll(BASE64_RUN, (run) => (run.includes(core) ? label : run));
    return masked;
  };
}

function formsOf(secret: Secret): readonly { readonly text: string; readonly label: string }[] {
  const text = secret.reveal();
  const lines = text.split(/\r?\n/).filter((line) => line.trim().length >= SHORTEST_LINE);
  const written = [text, text.trim(), ...lines].flatMap((one) => [
    one,
    JSON.stringify(one).slice(1, -1),
    encodeURIComponent(one),
  ]);
  return [...new Set(written)]
    .filter((one) => one !== '')
    .map((one) => ({ text: one, label: secret.toString() }));
}
