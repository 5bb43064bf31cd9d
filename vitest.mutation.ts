import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const sourceConditions = ['@quorate/source'];

/** Which of the tests of decisions to run, by name, when one does not want to wait for all of them: `{quorum,may-join}`. */
const tests = process.env['MUTATION_TESTS'] ?? '**/*';

/**
 * The tests that judge mutants of core's decisions: their own, which are fast and say what is wrong. One project, always the
 * same seed, fewer runs of each property.
 */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    root: 'packages/core',
    include: [`test/decisions/${tests}.test.ts`],
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    env: { FC_SEED: '20260101', FC_NUM_RUNS: '20' },
    testTimeout: 60_000,
    isolate: false,
  },
});
