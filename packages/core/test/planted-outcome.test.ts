import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../scripts/planted/outcome.js';
import type { ModuleResult } from '../../../scripts/planted/results-reporter.js';
import { testRunOf } from '../../../scripts/planted/results-reporter.js';

const FILE = 'packages/core/test/decisions/quorum.test.ts';

interface Told {
  readonly passed?: readonly string[];
  readonly failed?: readonly string[];
  readonly loadErrors?: readonly string[];
  readonly hookErrors?: readonly string[];
}

function moduleThat({ passed = [], failed = [], loadErrors = [], hookErrors = [] }: Told): ModuleResult {
  const saying = (messages: readonly string[]) => () => messages.map((message) => ({ message }));
  return {
    project: { name: 'quorum-is-half' },
    relativeModuleId: FILE,
    errors: saying(loadErrors),
    children: {
      allTests: (state) => (state === 'failed' ? failed : passed).map((fullName) => ({ fullName })),
      allSuites: () => [{ errors: saying(hookErrors) }],
    },
  };
}

function outcome(...told: readonly Told[]) {
  return outcomeOf(testRunOf(told.map(moduleThat)));
}

function told(test: string) {
  return { rule: 'quorum-is-half', file: FILE, test };
}

describe('a planted rule', () => {
  it('is caught by a test that runs and fails', () => {
    expect(outcome({ passed: ['one'], failed: ['two'] })).toEqual({ kind: 'caught', by: told('two') });
  });

  it('survives when every test passes', () => {
    expect(outcome({ passed: ['one', 'two'] })).toEqual({ kind: 'survived' });
  });

  it('shows nothing when a test file cannot be loaded, even where another one fails', () => {
    const errors = [told('Unexpected token')];
    expect(outcome({ loadErrors: ['Unexpected token'] })).toEqual({ kind: 'broken', errors });
    expect(outcome({ failed: ['two'] }, { loadErrors: ['Unexpected token'] })).toEqual({
      kind: 'broken',
      errors,
    });
  });

  it('shows nothing when a hook fails, and its tests with it', () => {
    expect(outcome({ hookErrors: ['no such file'] })).toEqual({
      kind: 'broken',
      errors: [told('no such file')],
    });
  });
});

describe('a run of tests', () => {
  it('counts what passed in all files', () => {
    const run = testRunOf(
      [{ passed: ['one'] }, { passed: ['two', 'three'], failed: ['four'] }].map(moduleThat),
    );
    expect(run).toEqual({ passed: 3, failures: [told('four')], errors: [] });
  });
});
