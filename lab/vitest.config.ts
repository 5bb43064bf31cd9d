import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const sourceConditions = ['@quorate/source'];
const resultsFile = process.env['LAB_RESULTS_FILE'];

/** One story on one set of hosts: each chapter begins where the one before it has ended, and without it there is none. */
export default defineConfig({
  resolve: { conditions: sourceConditions },
  ssr: { resolve: { conditions: sourceConditions } },
  test: {
    name: 'lab',
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['test/**/*.test.ts'],
    globalSetup: ['../scripts/build-if-stale.ts'],
    bail: 1,
    fileParallelism: false,
    testTimeout: 1_500_000,
    hookTimeout: 900_000,
    disableConsoleIntercept: true,
    reporters: ['verbose', ...(resultsFile === undefined ? [] : ['json'])],
    ...(resultsFile === undefined ? {} : { outputFile: { json: resultsFile } }),
  },
});
