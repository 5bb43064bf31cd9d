/** Results kept per function; a simulation reads the same few texts thousands of times. */
const LIMIT = 1_024;

/** The same pure function of a text, each distinct text computed once (the cache is emptied when it is full). */
export function rememberByText<T>(derive: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const before = results.get(text);
    if (before !== undefined || results.has(text)) return before as T;
    const result = derive(text);
    if (results.size >= LIMIT) results.clear();
    results.set(text, result);
    return result;
  };
}
