import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LEASE_RULES } from '../../../scripts/planted/lease-rules.js';
import type { PlantedRule } from '../../../scripts/planted/rule.js';
import { plant } from '../../../scripts/planted/rule.js';
import { PLANTED_RULES } from '../../../scripts/planted/rules.js';
import { runInProcess } from '../../../scripts/planted/run-in-process.js';

/** Planted in this process, within milliseconds. The whole list: `npx tsx scripts/planted.ts`. */
const FAST = [
  'quorum-over-the-healthy',
  'no-stability-window',
  'stale-observation-accepted',
  'unknown-counts-as-yes',
  'lists-need-not-agree',
  'removal-asked-through-itself',
  'promote-without-check',
  'success-by-file',
  'short-credential-used',
  'token-not-checked-against-the-cluster',
  'stray-member-counts-as-done',
];

function pathOf(below: string): string {
  return fileURLToPath(new URL(`../../${below}`, import.meta.url));
}

function ruleNamed(id: string): PlantedRule {
  const rule = PLANTED_RULES.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

/** The tests with nothing planted, run when this file is loaded: the sources are compiled once, for all. */
const SOUND = new Map(
  [...new Set(FAST.map((id) => ruleNamed(id).caughtBy[0] ?? ''))].map((testFile) => [
    testFile,
    runInProcess(testFile, undefined, expect),
  ]),
);

describe('the planted wrong rules', () => {
  it('are forty and more, each with a name of its own, in the protocol and in the simulator', () => {
    expect(new Set(PLANTED_RULES.map(({ id }) => id)).size).toBe(PLANTED_RULES.length);
    const ofCore = PLANTED_RULES.filter(({ file }) => file.startsWith('core/src/'));
    const ofSimulator = PLANTED_RULES.filter(({ file }) => file.startsWith('sim-driver/src/'));
    expect(ofCore.length + ofSimulator.length).toBe(PLANTED_RULES.length);
    expect(ofCore.length).toBeGreaterThanOrEqual(30);
    expect(ofSimulator.length).toBeGreaterThanOrEqual(8);
  });

  it('are as many as docs/mutation.md says', () => {
    const page = readFileSync(pathOf('../docs/mutation.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (core|simulator): .*\| (\d+) +\| (\d+) +\|$/gm)];
    const ofSimulator = PLANTED_RULES.filter(({ file }) => file.startsWith('sim-driver/src/')).length;
    const ofLease = LEASE_RULES.length;
    const counts = [PLANTED_RULES.length - ofLease - ofSimulator, ofLease, ofSimulator];
    expect(rows.map(([, , planted]) => Number(planted))).toEqual(counts);
    expect(rows.map(([, , , caught]) => Number(caught))).toEqual(counts);
  });

  it.each(PLANTED_RULES)('$id stands exactly once in the source, and changes it', (rule) => {
    const source = readFileSync(pathOf(rule.file), 'utf8');
    const planted = plant(rule, source);
    expect(planted).toMatchObject({ ok: true });
    expect(planted.ok && planted.source).not.toBe(source);
    expect(rule.caughtBy.filter((path) => !existsSync(pathOf(path)))).toEqual([]);
    expect(rule.caughtBy.length).toBeGreaterThan(0);
  });

  it('are not planted where the text is absent or stands twice', () => {
    const rule = { find: 'a', replace: 'b' };
    expect(plant(rule, 'xyz')).toEqual({ ok: false, occurrences: 0 });
    expect(plant(rule, 'a a')).toEqual({ ok: false, occurrences: 2 });
    expect(plant(rule, 'xa')).toEqual({ ok: true, source: 'xb' });
  });

  it.each(FAST)('%s is caught, by tests that pass without it', (id) => {
    const rule = ruleNamed(id);
    const [testFile = ''] = rule.caughtBy;
    expect(SOUND.get(testFile)?.failed).toEqual([]);
    expect(SOUND.get(testFile)?.passed).toBeGreaterThan(2);
    expect(runInProcess(testFile, rule, expect).failed).not.toEqual([]);
  });
});
