import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/check/index.ts', 'src/plan/index.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  clean: true,
  sourcemap: true,
});
