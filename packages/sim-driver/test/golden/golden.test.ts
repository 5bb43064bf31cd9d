import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { differenceOf } from './difference.js';
import { readGolden } from './golden-file.js';
import type { AllRecorded } from './record-all.js';
import type { RecordedRun } from './recording.js';
import { recordRun } from './recording.js';
import { GOLDEN_SCENARIOS } from './scenario-list.js';

const names = Object.keys(GOLDEN_SCENARIOS);
const program = fileURLToPath(new URL('elsewhere.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The same runs in a process with another locale, time zone and heap, in the opposite order. */
async function recordElsewhere(): Promise<AllRecorded> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-semi-space-size=1', '--import', 'tsx/esm', '--conditions=@quorate/source', program],
    {
      cwd: root,
      env: { PATH: process.env['PATH'], TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
      maxBuffer: 64 << 20,
    },
  );
  return JSON.parse(stdout) as AllRecorded;
}

describe('every run, twice', () => {
  const here: Record<string, RecordedRun> = {};
  let elsewhere: AllRecorded | undefined;

  beforeAll(async () => {
    const other = recordElsewhere();
    for (const [name, scenario] of Object.entries(GOLDEN_SCENARIOS)) here[name] = await recordRun(scenario);
    elsewhere = await other;
  }, 600_000);

  it('covers at least thirty scenarios', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it('the second process really has another locale, time zone and order', () => {
    const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect(elsewhere?.locale).toMatch(/^tr/);
    expect(elsewhere?.timeZone).toBe('Pacific/Chatham');
    expect([locale, timeZone]).not.toEqual([elsewhere?.locale, elsewhere?.timeZone]);
    // A quarter to one at the other end of the world, and numbers with a comma.
    expect(elsewhere?.sample).toMatch(/12:45:00 1\.234,5$/);
    expect(elsewhere?.order).toEqual([...names].reverse());
  });

  it.each(names)('%s: the same trace and the same events in both', (name) => {
    const run = here[name];
    if (run === undefined) throw new Error(`${name} did not run`);
    expect(differenceOf(elsewhere?.recordings[name], run)).toEqual([]);
  });

  it.each(names)('%s: as it is kept (npm run golden shows, npm run golden -- --update keeps)', (name) => {
    const run = here[name];
    if (run === undefined) throw new Error(`${name} did not run`);
    expect(differenceOf(readGolden()[name], run)).toEqual([]);
  });

  it('nothing is kept of scenarios that are gone', () => {
    expect(Object.keys(readGolden()).sort()).toEqual([...names].sort());
  });
});
