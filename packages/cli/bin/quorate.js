#!/usr/bin/env node
/*
 * npm links a command when it installs, and leaves out, without a word, one whose file is not there: in a fresh copy of the
 * repository nothing is built yet, so the link cannot lead into `dist`.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  console.error(
    `quorate is not built: there is no ${fileURLToPath(built)}; \`npm run build\` in the copy of the repository makes it`,
  );
  process.exitCode = 1;
}
