import { builtinModules } from 'node:module';

/** Values that make a run depend on the machine it happens on. Time and randomness are inputs of core and sim-driver. */
const impureGlobals = [
  'Buffer',
  'Date',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
].map((name) => ({ name, message: 'This package is pure: pass it in from outside.' }));

/** `Math` is a pure global but for its randomness; for the others this names the offence more precisely. */
const impureProperties = [
  { object: 'Date', property: 'now' },
  { object: 'Math', property: 'random' },
  { object: 'performance', property: 'now' },
].map((restriction) => ({ ...restriction, message: 'Time and randomness are inputs.' }));

/**
 * @param {readonly string[]} packages names that must not be imported, nor anything below them
 */
function forbiddenImports(packages) {
  const names = [...builtinModules.filter((name) => !name.startsWith('_')), ...packages];
  const alternatives = names.map((name) => name.replaceAll(/[/.]/g, String.raw`\$&`)).join('|');
  return [
    'error',
    {
      patterns: [
        { regex: '^node:', message: 'This package runs in a browser: no Node.js modules.' },
        { regex: `^(?:${alternatives})(?:/|$)`, message: 'Outside the boundary of this package.' },
        { regex: String.raw`^(?:\.\./)+(?:[^/]+/)?src/`, message: 'Import another package by its name.' },
      ],
    },
  ];
}

const syntax = {
  enum: {
    selector: 'TSEnumDeclaration',
    message: 'Use a union of string literals.',
  },
  defaultExport: {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Export by name.',
  },
  dynamicImport: {
    selector: 'ImportExpression',
    message: 'Import statically, so that the boundary of this package can be checked.',
  },
};

export const noEnumsOrDefaultExports = {
  'no-restricted-syntax': ['error', syntax.enum, syntax.defaultExport],
};

/** @param {readonly string[]} forbiddenPackages */
function pure(forbiddenPackages) {
  return {
    'no-restricted-imports': forbiddenImports(forbiddenPackages),
    'no-restricted-globals': ['error', ...impureGlobals],
    'no-restricted-properties': ['error', ...impureProperties],
    // Flat config replaces a rule's options, it does not merge them.
    'no-restricted-syntax': ['error', syntax.enum, syntax.defaultExport, syntax.dynamicImport],
  };
}

/** core imports no other package of ours. */
export const coreBoundary = pure(['@quorate', 'quorate', 'ssh2', 'zx']);

/** explorer imports core, and no other package of ours. */
export const explorerBoundary = pure([
  '@quorate/explorer',
  '@quorate/sim-driver',
  '@quorate/ssh-driver',
  'quorate',
  'ssh2',
  'zx',
]);

/** sim-driver imports core, and no other package of ours. */
export const simDriverBoundary = pure([
  '@quorate/sim-driver',
  '@quorate/ssh-driver',
  'quorate',
  'ssh2',
  'zx',
]);
