import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { PlantedRule } from './rule.js';
import { plant } from './rule.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const requireExternal = createRequire(import.meta.url);
const compiled = new Map<string, string>();

type ModuleBody = (
  require: (specifier: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
) => void;

export interface InProcessRun {
  readonly passed: number;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
}

/**
 * Runs one test file in this process over sources of its own, in which the rule is planted: no worker, no second vitest. For
 * tests that are synchronous and need nothing of vitest but `describe`, `it` and `expect`.
 */
export function runInProcess(testFile: string, rule: PlantedRule | undefined, expect: unknown): InProcessRun {
  const tests: { readonly name: string; readonly body: () => unknown }[] = [];
  const titles: string[] = [];
  const vitest = {
    expect,
    describe: (title: string, body: () => void): void => {
      titles.push(title);
      body();
      titles.pop();
    },
    it: (title: string, body: () => unknown): void => {
      tests.push({ name: [...titles, title].join(' '), body });
    },
  };
  loadTree({ vitest }, rule)(resolve(root, 'packages', testFile));
  const failed = tests.filter(({ body }) => fails(body)).map(({ name }) => name);
  return { passed: tests.length - failed.length, failed };
}

function fails(body: () => unknown): boolean {
  try {
    if (body() instanceof Promise) throw new Error('the test is not synchronous');
    return false;
  } catch {
    return true;
  }
}

/** Loads TypeScript modules by path, each once, from sources with the rule in them. */
function loadTree(
  provided: Readonly<Record<string, unknown>>,
  rule: PlantedRule | undefined,
): (path: string) => unknown {
  const loaded = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    const requireFrom = (specifier: string): unknown => {
      if (specifier.startsWith('.')) return load(sourceOf(resolve(dirname(path), specifier)));
      return provided[specifier] ?? (requireExternal(specifier) as unknown);
    };
    const body = compileFunction(javascriptOf(path, rule), ['require', 'module', 'exports'], {
      filename: path,
    }) as ModuleBody;
    body(requireFrom, module, module.exports);
    return module.exports;
  };
  return load;
}

/** Imports name the JavaScript that a TypeScript file becomes. */
function sourceOf(path: string): string {
  const source = path.replace(/\.js$/, '.ts');
  return existsSync(source) ? source : path;
}

function javascriptOf(path: string, rule: PlantedRule | undefined): string {
  if (rule !== undefined && path === resolve(root, 'packages', rule.file)) {
    const planted = plant(rule, readFileSync(path, 'utf8'));
    if (!planted.ok) throw new Error(`${rule.id}: found ${planted.occurrences} times, not once`);
    return transpile(planted.source);
  }
  const before = compiled.get(path);
  if (before !== undefined) return before;
  const code = transpile(readFileSync(path, 'utf8'));
  compiled.set(path, code);
  return code;
}

function transpile(source: string): string {
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  return ts.transpileModule(source, { compilerOptions: options }).outputText;
}
