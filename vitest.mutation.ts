import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const sourceConditions = ['@quorate/source'];

/** Which tests judge, by name below `packages/core/test`: `decisions/{quorum,may-join}`, when one does not want to wait for all of them. */
const tests = process.env['MUTATION_TESTS'] ?? 'decisions/**/*';

/**
 * The tests that judge mutants of core's decisions: their own, which are fast and say what is wrong. One project, always the
 * same seed, fewer runs of each property.
 */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    root: 'packages/core',
    include: [`test/${tests}.test.ts`],
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    env: { FC_SEED: '20260101', FC_NUM_RUNS: '20' },
    testTimeout: 60_000,
    isolate: false,
  },
});
