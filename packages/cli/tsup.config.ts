import { defineConfig } from 'tsup';
import { thirdPartyLicences } from './third-party-licences.js';

/**
 * Everything in it but ssh2, which brings native code where it can be built: it starts in half the time of a tree of packages.
 * What only some verbs need (SSH, the searches) is in files of its own, read when they run.
 */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  clean: true,
  splitting: true,
  noExternal: [/^(?!node:|ssh2$)/],
  external: ['ssh2'],
  esbuildPlugins: [thirdPartyLicences('dist/THIRD-PARTY-LICENCES.txt')],
  esbuildOptions(options) {
    options.conditions = ['@quorate/source', 'module', 'import'];
  },
  banner: {
    // `yaml` and `commander` are CommonJS inside, and want Node.js' own modules by `require`.
    js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
});
