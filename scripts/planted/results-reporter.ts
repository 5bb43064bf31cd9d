import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Failure {
  /** Id of the rule that was planted. */
  readonly rule: string;
  /** Path of the test file, below the root of the repository. */
  readonly file: string;
  readonly test: string;
}

export interface TestRun {
  readonly passed: number;
  /** A test file that cannot even be loaded is a failure too. */
  readonly failures: readonly Failure[];
}

/** Writes what passed and what failed, each failure with the rule (the project) in which it did. */
export class ResultsReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const run: TestRun = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failures: modules.flatMap(failuresOf),
    };
    writeFileSync(this.#file, JSON.stringify(run));
  }
}

function failuresOf(module: TestModule): readonly Failure[] {
  const at = { rule: module.project.name, file: module.relativeModuleId };
  const failed = [...module.children.allTests('failed')].map(({ fullName }) => ({ ...at, test: fullName }));
  const broken = module.errors().map(({ message }) => ({ ...at, test: message }));
  return [...failed, ...broken];
}
