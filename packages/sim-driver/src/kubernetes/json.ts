/** Narrowing of immutable JSON whose shape is only known by convention (bodies of API objects, YAML documents). */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value when it is an array, else an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The entries of an object whose values are text; others are dropped. */
export function asStrings(value: unknown): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [key, text] of Object.entries(asObject(value))) if (typeof text === 'string') result[key] = text;
  return result;
}

/** The value at a path of keys; undefined when a step is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current;
}
