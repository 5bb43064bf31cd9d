import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

/**
 * The boundaries of the pure packages are lint rules. These tests plant violations, so that a rule that was lost or
 * overridden in the configuration cannot pass unnoticed.
 */
const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));

const eslint = new ESLint({
  cwd: repositoryRoot,
  // Planted sources belong to no TypeScript project.
  overrideConfig: [tseslint.configs.disableTypeChecked],
});

async function rulesBrokenBy(source: string, filePath: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(`${source}\n`, { filePath });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const planted = [
  [
    'an import of a Node.js module',
    `import { readFileSync } from 'node:fs';\nexport const read = readFileSync;`,
    'no-restricted-imports',
  ],
  [
    'an import of a Node.js module without its prefix',
    `import { join } from 'path';\nexport const j = join;`,
    'no-restricted-imports',
  ],
  [
    'an import of a part of a Node.js module',
    `import { readFile } from 'fs/promises';\nexport const r = readFile;`,
    'no-restricted-imports',
  ],
  ['an import for its side effect', `import 'node:fs';`, 'no-restricted-imports'],
  [
    'an import of a type of Node.js',
    `import type { Stats } from 'node:fs';\nexport type S = Stats;`,
    'no-restricted-imports',
  ],
  ['a re-export of a Node.js module', `export { join } from 'node:path';`, 'no-restricted-imports'],
  [
    'an import of the SSH client',
    `import { Client } from 'ssh2';\nexport const c = Client;`,
    'no-restricted-imports',
  ],
  ['an import of zx', `import { $ } from 'zx';\nexport const shell = $;`, 'no-restricted-imports'],
  ['an import of the command line', `import 'quorate';`, 'no-restricted-imports'],
  [
    'an import by path into another package',
    `export { x } from '../../../cli/src/x.js';`,
    'no-restricted-imports',
  ],
  ['a dynamic import', `export const load = () => import('node:fs');`, 'no-restricted-syntax'],
  ['Date.now()', `export const at = Date.now();`, 'no-restricted-properties'],
  ['new Date()', `export const at = new Date();`, 'no-restricted-globals'],
  ['Math.random()', `export const die = Math.random();`, 'no-restricted-properties'],
  ['a destructured Math.random', `export const { random } = Math;`, 'no-restricted-properties'],
  ['performance.now()', `export const at = performance.now();`, 'no-restricted-properties'],
  ['setTimeout()', `setTimeout(() => undefined, 1);`, 'no-restricted-globals'],
  ['setInterval()', `setInterval(() => undefined, 1);`, 'no-restricted-globals'],
  ['process', `export const home = process.env;`, 'no-restricted-globals'],
  ['console', `console.log('hello');`, 'no-restricted-globals'],
  ['a way around through globalThis', `export const at = globalThis.Date.now();`, 'no-restricted-globals'],
  ['an enum', `export enum Colour { Red }`, 'no-restricted-syntax'],
  ['a default export', `export default 1;`, 'no-restricted-syntax'],
  ['a default export by another name', `const one = 1;\nexport { one as default };`, 'no-restricted-syntax'],
] as const;

describe.each(['packages/core/src/planted.ts', 'packages/sim-driver/src/planted.ts'])('in %s', (filePath) => {
  test.each(planted)('%s is refused', async (_title, source, rule) => {
    expect(await rulesBrokenBy(source, filePath)).toContain(rule);
  });

  test('pure code is accepted', async () => {
    const source = `import type { Draft } from './draft.js';\nexport const half = (value: Draft): number => Math.floor(value / 2);`;
    expect(await rulesBrokenBy(source, filePath)).toEqual([]);
  });
});

describe('between the packages', () => {
  test('core must not import the simulator', async () => {
    const source = `export { World } from '@quorate/sim-driver';`;
    expect(await rulesBrokenBy(source, 'packages/core/src/planted.ts')).toContain('no-restricted-imports');
  });

  test('the simulator may import core', async () => {
    const source = `export type { Driver } from '@quorate/core';`;
    expect(await rulesBrokenBy(source, 'packages/sim-driver/src/planted.ts')).toEqual([]);
  });

  test('the command line may use Node.js, but neither enums nor default exports', async () => {
    const filePath = 'packages/cli/src/planted.ts';
    expect(await rulesBrokenBy(`export { readFileSync } from 'node:fs';`, filePath)).toEqual([]);
    expect(await rulesBrokenBy(`export default 1;`, filePath)).toEqual(['no-restricted-syntax']);
  });
});
