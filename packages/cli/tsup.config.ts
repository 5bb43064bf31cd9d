import { defineConfig } from 'tsup';
import { thirdPartyLicences } from './third-party-licences.js';

/** One file with everything in it: it starts in half the time of a tree of packages, and depends on nothing. */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  clean: true,
  splitting: false,
  noExternal: [/^(?!node:)/],
  esbuildPlugins: [thirdPartyLicences('dist/THIRD-PARTY-LICENCES.txt')],
  esbuildOptions(options) {
    options.conditions = ['@quorate/source', 'module', 'import'];
  },
  banner: {
    // `yaml` and `commander` are CommonJS inside, and want Node.js' own modules by `require`.
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
});
