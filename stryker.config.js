import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Below node_modules: never committed, never linted. */
const cache = 'node_modules/.cache/mutation';

/** All decisions, or some of them, or what the protocol makes of them: `MUTATE=quorum,protocol/stability npx stryker run`. */
const chosen = process.env['MUTATE']?.split(',') ?? ['**/*'];
const report = process.env['MUTATE']?.replace(/[^a-z]+/g, '-') ?? 'decisions';

const options = {
  mutate: chosen.map(
    (name) => `packages/core/src/${name.startsWith('protocol/') ? '' : 'decisions/'}${name}.ts`,
  ),
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 20_000,
  // What a person reads is held by golden texts and by people; here it is the decisions that are to be killed.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['dist', 'coverage', 'lab', 'packages/*/dist', 'packages/cli', 'packages/ssh-driver'],
  tempDirName: join(tmpdir(), 'quorate-mutation'),
  incremental: true,
  incrementalFile: `${cache}/${report}.incremental.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `${cache}/${report}.json` },
};

export { options as default };
