import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { down, up } from './src/lab.js';
import { insideNetwork } from './src/network.js';
import { missingRequirements } from './src/requirements.js';

/** Boots a fresh lab, runs its tests inside its network, and takes it down again: `npm run test:lab -- [--keep] [STORY...]`. */
const { values, positionals: stories } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const reasons = await missingRequirements();
  if (reasons.length > 0) {
    for (const reason of reasons) say(reason);
    return 2;
  }
  await down(say);
  try {
    await up(say);
    const vitest = fileURLToPath(new URL('../node_modules/.bin/vitest', import.meta.url));
    const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url));
    const [nsenter = '', ...inside] = insideNetwork;
    const run = [...inside, vitest, 'run', '--config', config, ...stories];
    return spawnSync(nsenter, run, { stdio: 'inherit' }).status ?? 1;
  } finally {
    if (!values.keep) await down(say);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
