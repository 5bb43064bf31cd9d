/** Texts whose results are kept: a few hosts that are asked in turn, and answer as they did before. */
const LIMIT = 32;

/** The same pure function of a text, with the results of some texts kept; all are forgotten when there are too many. */
export function rememberTexts<T>(derive: (text: string) => T): (text: string) => T {
  const results = new Map<string, { readonly value: T }>();
  return (text) => {
    const before = results.get(text);
    if (before !== undefined) return before.value;
    const value = derive(text);
    if (results.size >= LIMIT) results.clear();
    results.set(text, { value });
    return value;
  };
}
