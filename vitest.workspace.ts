import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** Ends a test that hangs. None is to fail because its machine is slow: the longest takes a tenth of it. */
const testTimeoutMs = 300_000;

/** Resolves our packages to their sources: no build before a test. */
const sourceConditions = ['@quorate/source'];

// Decided once, before any worker starts (workers inherit the environment), so that one number replays the whole run.
process.env['FC_SEED'] ??= String(Math.floor(Math.random() * 2 ** 31));

const seedReporter = {
  onInit() {
    process.stdout.write(`fast-check seed: replay with FC_SEED=${process.env['FC_SEED'] ?? ''} npm test\n`);
  },
};

/** Where to write the results as JSON too, for whoever counts them. */
const resultsFile = process.env['TEST_RESULTS_FILE'];

/** These replace modules, which those who have loaded them before would not notice. */
const REPLACE_MODULES = ['test/**/planted.test.ts', 'test/invariants/second-orchestrator.test.ts'];

interface SourceProject {
  /** `false` for tests that replace no module and leave nothing behind: loading the packages anew for each file takes longer. */
  readonly isolate?: boolean;
  readonly folder?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

function sourceProject(
  name: string,
  { isolate = true, folder = name, include = ['test/**/*.test.ts'], exclude = [] }: SourceProject = {},
) {
  return {
    extends: true as const,
    resolve: { conditions: sourceConditions },
    ssr: { resolve: { conditions: sourceConditions } },
    test: {
      name,
      root: `packages/${folder}`,
      isolate,
      include: [...include],
      exclude: [...configDefaults.exclude, ...exclude],
      setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    },
  };
}

/** The packages as they are published: built when the sources are newer, then used without the condition above. */
const distProject = {
  extends: true as const,
  test: {
    name: 'dist',
    root: '.',
    include: ['test-dist/**/*.test.ts'],
    globalSetup: ['./scripts/build-if-stale.ts'],
  },
};

export default defineConfig({
  test: {
    // Vitest leaves one processor to itself, which on two is every other one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: testTimeoutMs,
    hookTimeout: testTimeoutMs,
    coverage: { include: ['packages/*/src/**'] },
    reporters: ['default', seedReporter, ...(resultsFile === undefined ? [] : ['json'])],
    ...(resultsFile === undefined ? {} : { outputFile: { json: resultsFile } }),
    projects: [
      sourceProject('core', { isolate: false }),
      sourceProject('sim-driver', { isolate: false, exclude: REPLACE_MODULES }),
      sourceProject('sim-driver-isolated', { folder: 'sim-driver', include: REPLACE_MODULES }),
      sourceProject('explorer', { isolate: false }),
      sourceProject('journal', { isolate: false }),
      sourceProject('ssh-driver'),
      sourceProject('cli'),
      distProject,
    ],
  },
});
