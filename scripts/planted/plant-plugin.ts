import { resolve } from 'node:path';
import type { PlantedRule } from './rule.js';
import { plant } from './rule.js';

/** The parts of a Vite plugin that are used here. */
export interface PlantPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  transform(source: string, id: string): { readonly code: string; readonly map: null } | undefined;
}

/** Gives the tests the file of the rule with the wrong rule in it; the file itself stays as it is. */
export function plantPlugin(rule: PlantedRule, root: string): PlantPlugin {
  const file = resolve(root, 'packages', rule.file);
  return {
    name: `planted-${rule.id}`,
    enforce: 'pre',
    transform(source, id) {
      if (id.split('?', 1)[0] !== file) return undefined;
      const planted = plant(rule, source);
      if (!planted.ok)
        throw new Error(`${rule.id}: found ${planted.occurrences} times in ${rule.file}, not once`);
      return { code: planted.source, map: null };
    },
  };
}
