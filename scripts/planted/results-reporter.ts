import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Failure {
  /** Id of the rule that was planted. */
  readonly rule: string;
  /** Path of the test file, below the root of the repository. */
  readonly file: string;
  /** Name of the test, or what the error says. */
  readonly test: string;
}

/** What came of test files. */
export interface TestRun {
  readonly passed: number;
  /** Tests that ran and failed. */
  readonly failures: readonly Failure[];
  /** What kept tests from running: a file that cannot be loaded, a hook that failed. It says nothing about the tests. */
  readonly errors: readonly Failure[];
}

/** The parts of vitest's `TestModule` that are used here. */
export interface ModuleResult {
  readonly project: { readonly name: string };
  readonly relativeModuleId: string;
  errors(): readonly { readonly message: string }[];
  readonly children: {
    allTests(state: 'passed' | 'failed'): Iterable<{ readonly fullName: string }>;
    allSuites(): Iterable<{ errors(): readonly { readonly message: string }[] }>;
  };
}

/** Writes what passed and what failed, each failure with the rule (the project) in which it did. */
export class ResultsReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    writeFileSync(this.#file, JSON.stringify(testRunOf(modules)));
  }
}

export function testRunOf(modules: readonly ModuleResult[]): TestRun {
  return {
    passed: modules.reduce((sum, { children }) => sum + [...children.allTests('passed')].length, 0),
    failures: modules.flatMap((module) =>
      [...module.children.allTests('failed')].map(({ fullName }) => failure(module, fullName)),
    ),
    errors: modules.flatMap((module) =>
      [module, ...module.children.allSuites()]
        .flatMap((part) => part.errors())
        .map(({ message }) => failure(module, message)),
    ),
  };
}

function failure({ project, relativeModuleId }: ModuleResult, test: string): Failure {
  return { rule: project.name, file: relativeModuleId, test };
}
