import type { Known } from '../../foundation/tri.js';
import { known, unknown } from '../../foundation/tri.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One JSON value; never throws. */
export function readJson(text: string): Known<unknown> {
  if (!/\S/.test(text)) return unknown('no output');
  try {
    return known(JSON.parse(text));
  } catch {
    return unknown('not JSON');
  }
}

/** JSON objects one after the other, as `kubeadm token list -o json` prints them; nothing at all is an empty list. */
export function readJsonStream(text: string): Known<readonly unknown[]> {
  const values: unknown[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const length = objectLength(rest);
    const value =
      length === undefined ? unknown('not a stream of JSON objects') : readJson(rest.slice(0, length));
    if (!value.known) return value;
    values.push(value.value);
    rest = rest.slice(length).trimStart();
  }
  return known(values);
}

/** Where the object that starts the text ends; undefined when it does not start one or does not end it. */
function objectLength(text: string): number | undefined {
  if (!text.startsWith('{')) return undefined;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under `key`, or an empty one: what a reader wants of optional branches. */
export function objectIn(value: unknown, key: string): JsonObject {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
}

export function listIn(value: unknown, key: string): readonly unknown[] {
  const inner = isObject(value) ? value[key] : undefined;
  return Array.isArray(inner) ? inner : [];
}

export function stringIn(value: unknown, key: string): string | undefined {
  const inner = isObject(value) ? value[key] : undefined;
  return typeof inner === 'string' ? inner : undefined;
}

export function stringsIn(value: unknown, key: string): readonly string[] {
  return listIn(value, key).filter((item) => typeof item === 'string');
}
