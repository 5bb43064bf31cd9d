import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import {
  coreBoundary,
  explorerBoundary,
  noEnumsOrDefaultExports,
  simDriverBoundary,
} from './scripts/eslint-boundaries.js';

const tests = ['packages/*/test/**/*.ts', 'test-dist/**/*.ts'];

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/node_modules/', 'site/', 'test-dist/consumer/']),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // A `default` does not excuse a missing member: it is there for `assertNever`.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, allowDefaultCaseForExhaustiveSwitch: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Alphabets, digits and kubeadm's texts are ASCII: a string may be spread into its characters.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Aliases and interfaces both have their place: only an alias is assignable to an index signature.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // An asynchronous port may be implemented by code that has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: noEnumsOrDefaultExports,
  },
  {
    files: ['packages/core/src/**/*.ts'],
    rules: coreBoundary,
  },
  {
    files: ['packages/explorer/src/**/*.ts'],
    rules: explorerBoundary,
  },
  {
    files: ['packages/sim-driver/src/**/*.ts'],
    rules: {
      ...simDriverBoundary,
      // A simulated program may end without having waited for anything.
      'require-yield': 'off',
    },
  },
  {
    files: tests,
    rules: {
      // Asymmetric matchers such as `expect.any(Number)` are typed `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // `expect(object.method)` does not call it.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'require-yield': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
