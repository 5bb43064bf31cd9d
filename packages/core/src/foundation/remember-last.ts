/** The same pure function of a text; the last result is kept, because what is at rest prints the same text at every look. */
export function rememberLast<T>(derive: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: derive(text) };
    return last.value;
  };
}
