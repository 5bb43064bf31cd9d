import type { Path } from './diagnostic.js';

/** What stands at a path of plain content; `undefined` when nothing does. Never looks at inherited properties. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Object.entries(value).find(([key]) => key === String(segment))?.[1];
  }
  return value;
}
