/** Results kept per function; a simulation reads the same few texts thousands of times. */
const LIMIT = 1_024;

/** The same pure function of a text, each distinct text computed once (the cache is emptied when it is full). */
export function rememberByText<T>(derive: (text: string) => T): (text: string) => T {
  return learnByText(derive).recall;
}

export interface LearnedByText<T> {
  readonly recall: (text: string) => T;
  /** What {@link recall} would derive, known before it is asked. */
  readonly learn: (text: string, result: T) => void;
}

/** {@link rememberByText} for what is also made the other way round. */
export function learnByText<T>(derive: (text: string) => T): LearnedByText<T> {
  const results = new Map<string, T>();
  const learn = (text: string, result: T): void => {
    if (results.size >= LIMIT) results.clear();
    results.set(text, result);
  };
  const recall = (text: string): T => {
    const before = results.get(text);
    if (before !== undefined || results.has(text)) return before as T;
    const result = derive(text);
    learn(text, result);
    return result;
  };
  return { recall, learn };
}

/** The same pure function of an object that never changes (a command line, a list), computed once for each and forgotten with it. */
export function rememberPer<K extends object, T>(derive: (of: K) => T): (of: K) => T {
  const results = new WeakMap<K, { readonly value: T }>();
  return (of) => {
    const before = results.get(of);
    if (before !== undefined) return before.value;
    const value = derive(of);
    results.set(of, { value });
    return value;
  };
}
