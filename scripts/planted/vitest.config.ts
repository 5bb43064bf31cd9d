import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ResultsReporter } from './results-reporter.js';
import { plantPlugin } from './plant-plugin.js';
import type { PlantedRule } from './rule.js';
import { PLANTED_RULES } from './rules.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sourceConditions = ['@quorate/source'];

/** Ids, separated by commas: the configuration cannot be given arguments. */
const ids = process.env['PLANTED_RULES']?.split(',') ?? [];
const chosen = PLANTED_RULES.filter(({ id }) => ids.includes(id));

/** The tests that are to catch the rule, over the source with the wrong rule in it. */
function plantedProject(rule: PlantedRule) {
  return { ...project(rule.id, rule.caughtBy), plugins: [plantPlugin(rule, root)] };
}

function project(name: string, tests: readonly string[]) {
  return {
    resolve: { conditions: sourceConditions },
    ssr: { resolve: { conditions: sourceConditions } },
    test: {
      name,
      root,
      include: tests.map((path) => `packages/${path}`),
      setupFiles: [`${root}vitest.setup.ts`],
      env: { FC_SEED: '20260101' },
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}

/** Nothing planted: the same tests have to pass. */
function soundProject() {
  return project('sound', [...new Set(chosen.flatMap(({ caughtBy }) => caughtBy))]);
}

const isSound = process.env['PLANTED_NOTHING'] !== undefined;

/** Where to write the results; without it they are only printed. */
const results = process.env['PLANTED_RESULTS'];

export default defineConfig({
  root,
  test: {
    reporters: results === undefined ? ['default'] : [new ResultsReporter(results)],
    projects: isSound ? [soundProject()] : chosen.map(plantedProject),
  },
});
