import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestRun } from './results-reporter.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const config = join(root, 'scripts/planted/vitest.config.ts');

export interface TestRequest {
  /** Rules, each planted for itself. */
  readonly ids: readonly string[];
  /** Stop at the first test that fails. */
  readonly bail: boolean;
  /** Leave the rules out: the tests alone. */
  readonly nothing?: boolean;
}

/** Runs the tests that are to catch these rules, in a process of its own. Throws when vitest gave no results. */
export async function runTests({ ids, bail, nothing = false }: TestRequest): Promise<TestRun> {
  const directory = await mkdtemp(join(tmpdir(), 'quorate-planted-'));
  const results = join(directory, 'results.json');
  const env = {
    PLANTED_RULES: ids.join(','),
    PLANTED_RESULTS: results,
    ...(nothing ? { PLANTED_NOTHING: '1' } : {}),
  };
  try {
    const printed = await run([vitest, 'run', '--config', config, ...(bail ? ['--bail=1'] : [])], env);
    const text = await readFile(results, 'utf8').catch(() => {
      throw new Error(`no results for ${ids.join(', ')}: ${printed.slice(-2_000)}`);
    });
    return JSON.parse(text) as TestRun;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  // What vitest tells its own workers is not for a vitest that one of them starts.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|TEST)/.test(name));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const keep = (chunk: Buffer): void => {
      printed += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', () => {
      resolve(printed);
    });
  });
}
