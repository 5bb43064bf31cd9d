import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PlantedRule } from './planted/rule.js';
import { plant } from './planted/rule.js';
import { PLANTED_RULES } from './planted/rules.js';
import type { Outcome } from './planted/outcome.js';
import { outcomeOf } from './planted/outcome.js';
import type { Failure } from './planted/results-reporter.js';
import { runTests } from './planted/run-tests.js';

/**
 * Can the tests fail? Each wrong rule is planted alone, in memory, and the tests that are to catch it are run.
 * `npx tsx scripts/planted.ts [--list] [--only ID]...` prints JSON; exit 1 when a rule survived, 2 when nothing was
 * proved: tests that fail with nothing planted, or that cannot run with a rule in the source.
 */

interface Planted {
  readonly rule: PlantedRule;
  readonly outcome: Outcome;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, list: { type: 'boolean' } },
  });
  const { only, list = false } = values;
  const unknown = (only ?? []).filter((id) => !PLANTED_RULES.some((rule) => rule.id === id));
  if (unknown.length > 0) return complain(`no such rule: ${unknown.join(', ')}`);
  const rules = PLANTED_RULES.filter(({ id }) => only === undefined || only.includes(id));
  if (list) {
    print(rules.map(({ id, breaks, file }) => ({ id, breaks, file })));
    return 0;
  }
  const rotten = await rottenRules(rules);
  if (rotten.length > 0) return complain(rotten.join('\n'));
  const sound = await runTests({ ids: rules.map(({ id }) => id), bail: false, nothing: true });
  const unsound = [...sound.failures, ...sound.errors];
  if (unsound.length > 0 || sound.passed === 0)
    return complain(`nothing is planted, and yet these tests fail:\n${linesOf(unsound)}`);
  const all: Planted[] = [];
  for (const rule of rules) {
    const outcome = outcomeOf(await runTests({ ids: [rule.id], bail: true }));
    all.push({ rule, outcome });
    process.stderr.write(`${outcome.kind === 'caught' ? 'caught' : outcome.kind.toUpperCase()} ${rule.id}\n`);
  }
  report(all, sound.passed);
  const broken = all.flatMap(({ outcome }) => (outcome.kind === 'broken' ? outcome.errors : []));
  if (broken.length > 0)
    return complain(`these tests cannot run with the rule in the source:\n${linesOf(broken)}`);
  return all.every(({ outcome }) => outcome.kind === 'caught') ? 0 : 1;
}

function report(all: readonly Planted[], soundTests: number): void {
  const survivors = all.filter(({ outcome }) => outcome.kind === 'survived');
  print({
    planted: all.length,
    caught: all.filter(({ outcome }) => outcome.kind === 'caught').length,
    testsThatPassWithoutThem: soundTests,
    survivors: survivors.map(({ rule: { id, breaks, caughtBy } }) => ({
      id,
      breaks,
      reason: `no test fails in ${caughtBy.join(', ')}`,
    })),
    rules: all.map(({ rule, outcome }) => ({
      id: rule.id,
      breaks: rule.breaks,
      ...(outcome.kind === 'caught' ? { caughtBy: outcome.by } : {}),
      ...(outcome.kind === 'broken' ? { errors: outcome.errors } : {}),
    })),
  });
}

function linesOf(failures: readonly Failure[]): string {
  return failures.map(({ rule, file, test }) => `${rule}: ${file}: ${test}`).join('\n');
}

/** Rules whose text does not stand exactly once in their file: the source has moved on. */
async function rottenRules(rules: readonly PlantedRule[]): Promise<readonly string[]> {
  const complaints = await Promise.all(
    rules.map(async (rule) => {
      const path = fileURLToPath(new URL(`../packages/${rule.file}`, import.meta.url));
      const planted = plant(rule, await readFile(path, 'utf8'));
      return planted.ok ? [] : [`${rule.id}: found ${planted.occurrences} times in ${rule.file}, not once`];
    }),
  );
  return complaints.flat();
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

process.exitCode = await main();
