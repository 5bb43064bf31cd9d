/** Characters that no POSIX shell treats in a special way. */
const PLAIN = /^[A-Za-z0-9_/:.,@%+-]+$/;

/** One word for a POSIX shell (dash, bash, ksh, zsh) that is exactly this text, whatever it holds. No NUL: argv cannot hold one. */
export function quote(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(' ');
}
