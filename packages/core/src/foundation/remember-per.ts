/** The same pure function of an object that never changes, computed once for each and forgotten with it. */
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
