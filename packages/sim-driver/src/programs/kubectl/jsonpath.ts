import { asArray, isObject } from '../../kubernetes/json.js';

/**
 * The subset of kubectl's JSONPath that scripts use: text and `{.a.b}`, with `[*]`, `[0]` and `\.` for a dot in a key.
 * What is missing prints nothing, as with kubectl.
 */
export function evaluateJsonPath(template: string, value: unknown): string {
  return template.replace(/\{([^}]*)\}/g, (_whole, expression: string) => {
    const literal = /^"(.*)"$/.exec(expression)?.[1];
    if (literal !== undefined) return literal.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
    return select(expression, value).map(print).join(' ');
  });
}

function select(expression: string, value: unknown): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const [, key, index] of expression.matchAll(/\.((?:\\.|[^.[\]\\])+)|\[([^\]]+)\]/g)) {
    found = found.flatMap((one) => {
      if (key !== undefined) return child(one, key.replaceAll('\\', ''));
      if (index === '*') return asArray(one);
      return child(one, (index ?? '').replace(/^['"]|['"]$/g, ''));
    });
  }
  return found;
}

function child(value: unknown, key: string): readonly unknown[] {
  const result = Array.isArray(value)
    ? asArray(value)[Number(key)]
    : isObject(value)
      ? value[key]
      : undefined;
  return result === undefined ? [] : [result];
}

function print(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
