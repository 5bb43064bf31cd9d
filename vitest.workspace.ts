import { defineConfig } from 'vitest/config';

const sourceConditions = ['@quorate/source'];

function project(name: string) {
  return {
    extends: true as const,
    resolve: { conditions: sourceConditions },
    ssr: { resolve: { conditions: sourceConditions } },
    test: {
      name,
      root: `packages/${name}`,
      include: ['test/**/*.test.ts'],
      setupFiles: ['../../vitest.setup.ts'],
    },
  };
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    coverage: { include: ['packages/*/src/**'] },
    projects: [project('core'), project('sim-driver'), project('cli')],
  },
});
