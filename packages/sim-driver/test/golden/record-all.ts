import type { Recording } from './recording.js';
import { recordRun } from './recording.js';
import { GOLDEN_SCENARIOS } from './scenario-list.js';

/** What a process says of its runs and of itself. */
export interface AllRecorded {
  readonly locale: string;
  readonly timeZone: string;
  /** Where the locale and the zone show: the first instant of the simulated world, as this process would print it. */
  readonly sample: string;
  readonly order: readonly string[];
  readonly recordings: Readonly<Record<string, Recording>>;
}

export async function recordAll(names: readonly string[]): Promise<AllRecorded> {
  const recordings: Record<string, Recording> = {};
  for (const name of names) {
    const scenario = GOLDEN_SCENARIOS[name];
    if (scenario === undefined) throw new Error(`no scenario ${name}`);
    recordings[name] = (await recordRun(scenario)).recording;
  }
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const sample = `${new Date(0).toLocaleString()} ${(1234.5).toLocaleString()}`;
  return { locale, timeZone, sample, order: names, recordings };
}
